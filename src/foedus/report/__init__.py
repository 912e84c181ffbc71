# SPDX-License-Identifier: Apache-2.0
"""The report of a run: figures, tables and words on one page that needs nothing else."""
