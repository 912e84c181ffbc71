# SPDX-License-Identifier: Apache-2.0
"""Invented reports, each in another hand: marks, names, numbers, denials and conditions."""

# ruff: noqa: E501 - a paragraph is one line

from __future__ import annotations

REPORTS = {
    "harbour": """Talks on Lind Harbour enter third week

Negotiators from Aldmark and Borsia met for the fourth time on Wednesday in the hill town of Serre, but left without a joint statement.

“We will open the northern quay to Borsian ships before winter, and we will not ask for tolls,” said Mara Telling, the foreign minister of Aldmark. She added that 14 of the 20 disputed clauses had been settled.

Borsia’s chief negotiator, Oren Vask, told reporters that his government could accept the offer if the customs house stayed under joint control. “It is a step forward, but it is no guarantee,” he said. “Nobody in Borsia should think that the matter is closed.”

According to Calden’s envoy, Ilse Brandt, a ceasefire might begin on 3 May. Vask denied that any date had been agreed.

Telling said that Aldmark would withdraw 1,200 troops from the coast, provided that Borsia removed its patrol boats. Brandt described the proposal as “careful and serious” and promised an answer within ten days.

The two countries have quarrelled over the harbour since 1987. A treaty signed eleven years ago never entered into force because the assembly of Borsia did not ratify it.
""",
    "pipeline": """Ministers weigh pipeline deal

"The pipeline must not become a weapon," Energy Commissioner Tomas Reuel told the assembly on Tuesday. "If one side closes the valve, all of us pay for it."

Reuel said the draft agreement would allow 40 inspectors to visit the pumping stations twice a year. The Northern League may send its own experts, he added, unless the council objects by June.

Prime Minister Anke Solberg of Norrland rejected the plan. "We cannot sign what we have not read," she said in a short statement. Her office denied a report that Norrland had already accepted the terms.

Analysts say that the price of gas fell by 6 percent after the announcement. Some members of the council want sanctions to end at once; others demand that they stay until the last soldier has left the border region.

Pieter Haan, who led the talks for the League, argued that the compromise was "the best of three bad roads" and that no government would be forced to join. He expects a vote in September.
""",
    "ferry": """Island council backs ferry inquiry

The council of the Sund Islands voted on Friday to open an inquiry into the loss of the ferry Marlin, which sank in March with 62 people aboard.

‘We owe the families the truth, and we shall give it to them,’ council leader Edda Storm said after the vote. ‘The company knew that the doors did not close properly.’

The company, Sund Line, denies the claim. Its director, Jonas Keel, said that every ship had been examined in January. ‘There was nothing wrong with the doors,’ he insisted.

Investigators believe that the crew could have saved more passengers if the alarm had been raised earlier. Forty-one people died. A first report should be ready by the end of the year, Storm noted, and the public will be able to read all of it.

A lawyer for the families, Ruth Amsel, called the decision ‘long overdue’. She warned that the company might try to sell its three other ships before the courts can act.
""",
    "summit": """After the summit, two accounts

«The army will leave the valley within ninety days,» President Ruy Calder declared at a press conference in Port Amery. He stated that the two sides had agreed on nine points and that only the question of prisoners remained open.

General Lena Strand of the opposing side gave another account. «Nothing has been signed, and we do not recognise the line on that map,» Strand told the broadcaster. She said that her fighters would lay down their weapons only after the prisoners had come home.

Observers counted 310 prisoners on one side and about 275 on the other. The mediator, Bishop Amado Reis, asked both to be patient. «A pause in the fighting is not peace,» Reis remarked.

Calder’s spokeswoman, Nina Falk, said the government could release the first group on Monday, as long as the road through the valley stayed open. The opposition neither confirmed nor denied it.
""",
}
"""Each has quotation marks of another shape."""
