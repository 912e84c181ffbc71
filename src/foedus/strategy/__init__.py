# SPDX-License-Identifier: Apache-2.0
"""Would it be honoured, would it deter, how long would it hold.

Mathematics on arrays, draw axis first: `contest` (who prevails), `game` and `solve` (the deterrence
game and its equilibria), `duration` (how long a settlement holds and what it is worth), `reference`
(small models in closed form). What knows a case: `levers`, `deter`.
"""
