# SPDX-License-Identifier: Apache-2.0
"""Specify, forecast and stress-test security guarantees and peace settlements."""
