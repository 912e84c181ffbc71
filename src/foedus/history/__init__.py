# SPDX-License-Identifier: Apache-2.0
"""Published data, base rates, and published figures reproduced."""
