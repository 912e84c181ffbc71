# SPDX-License-Identifier: Apache-2.0
"""Reports: their text, what is quoted in them, who says what, and how two of them differ."""
