"""The instruments that the statute library cites, one per abbreviation, in the version in force.

``version`` is the date from which the cited text is in force. An instrument is called with an
article to cite it: ``CPL(125)``. Old article numbers: see ``citing``.
"""

from __future__ import annotations

from typing import Final

from fengqiao.kernel.citation import Instrument

_SPC = "最高人民法院关于"

CPL: Final = Instrument("CPL", "中华人民共和国民事诉讼法", "Civil Procedure Law", "2024-01-01")
CPLI: Final = Instrument(
    "CPLI",
    _SPC + "适用〈中华人民共和国民事诉讼法〉的解释",
    "SPC Interpretation on the Civil Procedure Law",
    "2022-04-10",
)
CC: Final = Instrument("CC", "中华人民共和国民法典", "Civil Code", "2021-01-01")
FEE: Final = Instrument(
    "FEE",
    "诉讼费用交纳办法",
    "Measures on the Payment of Litigation Costs",
    "2007-04-01",
)
REG: Final = Instrument(
    "REG",
    _SPC + "人民法院登记立案若干问题的规定",
    "SPC Provisions on the Registration of Cases",
    "2015-05-01",
)
OLR: Final = Instrument("OLR", "人民法院在线诉讼规则", "Online Litigation Rules", "2021-08-01")
OMR: Final = Instrument("OMR", "人民法院在线调解规则", "Online Mediation Rules", "2022-01-01")
TMR: Final = Instrument(
    "TMR",
    _SPC + "人民法院特邀调解的规定",
    "SPC Provisions on Invited Mediation",
    "2016-07-01",
)
MED: Final = Instrument(
    "MED",
    _SPC + "人民法院民事调解工作若干问题的规定",
    "SPC Provisions on Civil Mediation by the Courts",
    "2021-01-01",
)
PML: Final = Instrument("PML", "中华人民共和国人民调解法", "People's Mediation Law", "2011-01-01")
SIM: Final = Instrument(
    "SIM",
    _SPC + "适用简易程序审理民事案件的若干规定",
    "SPC Provisions on the Simple Procedure in Civil Cases",
    "2021-01-01",
)
PRE: Final = Instrument(
    "PRE",
    _SPC + "人民法院办理财产保全案件若干问题的规定",
    "SPC Provisions on Property Preservation",
    "2021-01-01",
)
SEI: Final = Instrument(
    "SEI",
    _SPC + "人民法院民事执行中查封、扣押、冻结财产的规定",
    "SPC Provisions on Sealing, Seizure and Freezing in Civil Enforcement",
    "2021-01-01",
)
TL00: Final = Instrument(
    "TL00",
    _SPC + "严格执行案件审理期限制度的若干规定",
    "SPC Provisions on Strict Trial Time Limits",
    "2000-09-28",
)
TL19: Final = Instrument(
    "TL19",
    _SPC + "严格规范民商事案件延长审限和延期开庭问题的规定",
    "SPC Provisions on Extension of Time Limits and Adjournment",
    "2019-03-28",
)
EMS: Final = Instrument(
    "EMS",
    _SPC + "以法院专递方式邮寄送达民事诉讼文书的若干规定",
    "SPC Provisions on Service by Court Express Mail",
    "2005-01-01",
)
EVI: Final = Instrument(
    "EVI",
    _SPC + "民事诉讼证据的若干规定",
    "SPC Provisions on Evidence in Civil Procedure",
    "2020-05-01",
)
AUC: Final = Instrument(
    "AUC",
    _SPC + "人民法院网络司法拍卖若干问题的规定",
    "SPC Provisions on Online Judicial Sale",
    "2017-01-01",
)
SAL: Final = Instrument(
    "SAL",
    _SPC + "人民法院民事执行中拍卖、变卖财产的规定",
    "SPC Provisions on Sale and Sell-off in Civil Enforcement",
    "2021-01-01",
)
REF: Final = Instrument(
    "REF",
    _SPC + "人民法院确定财产处置参考价若干问题的规定",
    "SPC Provisions on the Reference Price for Disposal of Property",
    "2018-09-01",
)
SET: Final = Instrument(
    "SET",
    _SPC + "执行和解若干问题的规定",
    "SPC Provisions on Settlement in Enforcement",
    "2021-01-01",
)
INT: Final = Instrument(
    "INT",
    _SPC + "执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释",
    "SPC Interpretation on Interest for Late Performance",
    "2014-08-01",
)
AST: Final = Instrument(
    "AST",
    _SPC + "民事执行中财产调查若干问题的规定",
    "SPC Provisions on Asset Investigation in Enforcement",
    "2021-01-01",
)
ENI: Final = Instrument(
    "ENI",
    _SPC + "适用〈中华人民共和国民事诉讼法〉执行程序若干问题的解释",
    "SPC Interpretation on Enforcement Procedure",
    "2021-01-01",
)
ENW: Final = Instrument(
    "ENW",
    _SPC + "人民法院执行工作若干问题的规定（试行）",
    "SPC Provisions on Enforcement Work (Trial)",
    "2021-01-01",
)
OBJ: Final = Instrument(
    "OBJ",
    _SPC + "人民法院办理执行异议和复议案件若干问题的规定",
    "SPC Provisions on Enforcement Objections and Reviews",
    "2021-01-01",
)
HCO: Final = Instrument(
    "HCO",
    _SPC + "限制被执行人高消费及有关消费的若干规定",
    "SPC Provisions on Restricting High Consumption",
    "2015-07-22",
)
DIS: Final = Instrument(
    "DIS",
    _SPC + "公布失信被执行人名单信息的若干规定",
    "SPC Provisions on the List of Dishonest Debtors",
    "2017-05-01",
)
DOC: Final = Instrument(
    "DOC",
    _SPC + "人民法院在互联网公布裁判文书的规定",
    "SPC Provisions on Publishing Judgments Online",
    "2016-10-01",
)
FLO: Final = Instrument(
    "FLO",
    _SPC + "人民法院通过互联网公开审判流程信息的规定",
    "SPC Provisions on Openness of the Trial Process",
    "2018-09-01",
)
REC: Final = Instrument(
    "REC",
    _SPC + "人民法院庭审录音录像的若干规定",
    "SPC Provisions on Audio and Video Recording of Hearings",
    "2017-03-01",
)
REU: Final = Instrument(
    "REU",
    _SPC + "审判人员在诉讼活动中执行回避制度若干问题的规定",
    "SPC Provisions on Recusal",
    "2011-06-13",
)
COL: Final = Instrument(
    "COL",
    _SPC + "人民法院合议庭工作的若干规定",
    "SPC Provisions on the Work of Panels",
    "2002-08-17",
)
COL10: Final = Instrument(
    "COL10",
    _SPC + "进一步加强合议庭职责的若干规定",
    "SPC Provisions on Strengthening the Duties of Panels",
    "2010-02-01",
)
ORG: Final = Instrument(
    "ORG",
    "中华人民共和国人民法院组织法",
    "Organic Law of the People's Courts",
    "2019-01-01",
)
ASL: Final = Instrument("ASL", "中华人民共和国人民陪审员法", "People's Assessors Law", "2018-04-27")
ASI: Final = Instrument(
    "ASI",
    _SPC + "适用〈中华人民共和国人民陪审员法〉若干问题的解释",
    "SPC Interpretation on the People's Assessors Law",
    "2019-05-01",
)
PET: Final = Instrument("PET", "信访工作条例", "Regulations on Petition Work", "2022-05-01")
DEP: Final = Instrument(
    "DEP",
    "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法",
    "Law on Deputies to the People's Congresses",
    "2025-03-11",
)
ADL: Final = Instrument("ADL", "中华人民共和国行政诉讼法", "Administrative Litigation Law", "2017-07-01")
ESL: Final = Instrument("ESL", "中华人民共和国电子签名法", "Electronic Signature Law", "2019-04-23")
LAL: Final = Instrument("LAL", "中华人民共和国法律援助法", "Legal Aid Law", "2022-01-01")
DVL: Final = Instrument("DVL", "中华人民共和国反家庭暴力法", "Anti-Domestic-Violence Law", "2016-03-01")
DVI: Final = Instrument(
    "DVI",
    _SPC + "办理人身安全保护令案件适用法律若干问题的规定",
    "SPC Provisions on Personal Safety Protection Orders",
    "2022-08-01",
)
MIN: Final = Instrument(
    "MIN",
    "中华人民共和国未成年人保护法",
    "Law on the Protection of Minors",
    "2024-04-26",
)
CRP: Final = Instrument("CRP", "中华人民共和国刑事诉讼法", "Criminal Procedure Law", "2018-10-26")
MSP: Final = Instrument(
    "MSP",
    "中华人民共和国海事诉讼特别程序法",
    "Special Maritime Procedure Law",
    "2000-07-01",
)
HOL: Final = Instrument(
    "HOL",
    "全国年节及纪念日放假办法",
    "Measures on Public Holidays and Memorial Days",
    "2025-01-01",
)
CNO: Final = Instrument(
    "CNO",
    _SPC + "人民法院案件案号的若干规定",
    "SPC Provisions on Case Numbers",
    "2019-01-01",
)
CAU: Final = Instrument(
    "CAU",
    "民事案件案由规定",
    "Provisions on Causes of Action in Civil Cases",
    "2026-01-01",
)
FOJ: Final = Instrument(
    "FOJ",
    _SPC + "涉外民商事案件管辖若干问题的规定",
    "SPC Provisions on Jurisdiction in Foreign-related Civil and Commercial Cases",
    "2023-01-01",
)
LVJ: Final = Instrument(
    "LVJ",
    _SPC + "调整中级人民法院管辖第一审民事案件标准的通知",
    "SPC Notice on the First-instance Civil Jurisdiction of Intermediate Courts",
    "2021-10-01",
)
IPJ: Final = Instrument(
    "IPJ",
    _SPC + "第一审知识产权民事、行政案件管辖的若干规定",
    "SPC Provisions on First-instance Jurisdiction in IP Cases",
    "2022-05-01",
)
LDA: Final = Instrument(
    "LDA",
    "中华人民共和国劳动争议调解仲裁法",
    "Labour Dispute Mediation and Arbitration Law",
    "2008-05-01",
)
NETJ: Final = Instrument(
    "NETJ",
    _SPC + "互联网法院案件管辖的规定",
    "SPC Provisions on the Jurisdiction of Internet Courts",
    "2025-11-01",
)
AGJ: Final = Instrument(
    "AGJ",
    "法释〔2025〕15号（协议管辖批复）",
    "Fa Shi [2025] No. 15, reply on agreed jurisdiction",
    "2025-12-31",
)
EOS: Final = Instrument(
    "EOS",
    _SPC + "审理执行异议之诉案件适用法律问题的解释",
    "SPC Interpretation on Enforcement-objection Suits",
    "2025-07-24",
)
ADT: Final = Instrument(
    "ADT",
    "法释〔2026〕3号（行政诉讼起诉期限）",
    "Fa Shi [2026] No. 3, on the time bar of administrative suits",
    "2026-05-01",
)
FEE23: Final = Instrument(
    "FEE23",
    "法释〔2023〕9号（公司解散、强制清算案件诉讼费用）",
    "Fa Shi [2023] No. 9, on fees in company dissolution and liquidation",
    "2023",
)
PON16: Final = Instrument(
    "PON16",
    _SPC + "人身安全保护令案件相关程序问题的批复",
    "SPC Reply on Procedure in Protection Order Cases",
    "2016-07-13",
)
ARB: Final = Instrument(
    "ARB",
    _SPC + "审理仲裁司法审查案件若干问题的规定",
    "SPC Provisions on Judicial Review of Arbitration",
    "2018-01-01",
)
OBT: Final = Instrument(
    "OBT",
    _SPC + "对人民法院终结执行行为提出执行异议期限问题的批复",
    "SPC Reply on the Time for Objecting to Termination of Enforcement",
    "2016-02-15",
)
END16: Final = Instrument(
    "END16",
    _SPC + "严格规范终结本次执行程序的规定（试行）",
    "SPC Provisions on Ending the Current Round of Enforcement (Trial)",
    "2016-12-01",
)
PAY17: Final = Instrument(
    "PAY17",
    _SPC + "执行款物管理工作的规定",
    "SPC Provisions on Managing Enforcement Money and Goods",
    "2017-05-01",
)
ADV: Final = Instrument(
    "ADV",
    _SPC + "综合治理类司法建议工作若干问题的规定",
    "SPC Provisions on Judicial Advice on Public Governance",
    "2023-11-16",
)
AID: Final = Instrument(
    "AID",
    _SPC + "加强和规范人民法院国家司法救助工作的意见",
    "SPC Opinions on State Judicial Aid",
    "2016-07-01",
)
EXP: Final = Instrument(
    "EXP",
    "司法鉴定程序通则",
    "General Rules on Judicial Appraisal Procedure",
    "2016-05-01",
)
COM: Final = Instrument("COM", "商事调解条例", "Regulations on Commercial Mediation", "2026-05-01")
QUA: Final = Instrument(
    "QUA",
    "人民法院审判质量管理指标体系",
    "Indicator System for the Management of Trial Quality",
    "2024-09-01",
)
FLE: Final = Instrument(
    "FLE",
    _SPC + "人民法院执行流程公开的若干意见",
    "SPC Opinions on Openness of the Enforcement Process",
    "2014-09-03",
)
STR: Final = Instrument(
    "STR",
    _SPC + "人民法院直播录播庭审活动的规定",
    "SPC Provisions on Live and Recorded Broadcast of Hearings",
    "2010-11-21",
)

LCL: Final = Instrument("LCL", "中华人民共和国劳动合同法", "Labour Contract Law", "2013-07-01")
INS: Final = Instrument("INS", "中华人民共和国保险法", "Insurance Law", "2015-04-24")
RTS: Final = Instrument("RTS", "中华人民共和国道路交通安全法", "Road Traffic Safety Law", "2021-04-29")
PLI: Final = Instrument(
    "PLI", _SPC + "审理民间借贷案件适用法律若干问题的规定", "SPC Provisions on Private Lending Cases", "2021-01-01"
)
SCI: Final = Instrument(
    "SCI", _SPC + "审理买卖合同纠纷案件适用法律问题的解释", "SPC Interpretation on Sale Contract Cases", "2021-01-01"
)
CWI: Final = Instrument(
    "CWI", _SPC + "审理建设工程施工合同纠纷案件适用法律问题的解释（一）", "SPC Interpretation (I) on Construction Contract Cases", "2021-01-01"
)
PII: Final = Instrument(
    "PII", _SPC + "审理人身损害赔偿案件适用法律若干问题的解释", "SPC Interpretation on Compensation for Personal Injury", "2022-05-01"
)
BCP: Final = Instrument(
    "BCP", _SPC + "审理银行卡民事纠纷案件若干问题的规定", "SPC Provisions on Bank Card Disputes", "2021-05-25"
)

BY_CODE: Final[dict[str, Instrument]] = {
    value.code: value for value in list(globals().values()) if isinstance(value, Instrument)
}
