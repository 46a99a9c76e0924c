"""The generated reference: the glossary of terms, and every setting of an installation."""

from __future__ import annotations

from collections.abc import Iterator

from fengqiao.config.documentation import GENERATED, Words, row, table
from fengqiao.core.papers import kinds
from fengqiao.core.registry import registry
from fengqiao.core.roles import ALL
from fengqiao.law.settings import all_settings

TERMS = (
    ("纠纷", "dispute", "CPL 122"),
    ("事项", "matter", ""),
    ("程序", "procedure", ""),
    ("办理动作", "move", ""),
    ("留痕", "event", ""),
    ("期限", "deadline, period", "CPL 85"),
    ("当事人", "party", "CPL 51"),
    ("实名核验", "real-name check", "OLR 7"),
    ("再次核验", "verifying again", "OLR 7"),
    ("诉讼代理人", "agent ad litem", "CPL 61"),
    ("授权", "power, delegation", "CPL 62"),
    ("案由", "cause of action", "CAU 1"),
    ("案号", "case number", "CNO 2"),
    ("送达", "service", "CPL 87"),
    ("送达地址确认书", "address confirmation", "EMS 3"),
    ("立案", "filing", "CPL 126"),
    ("补正", "correction", "REG 7"),
    ("诉讼费", "litigation costs", "FEE 6"),
    ("司法救助（诉讼费）", "relief from the court fee", "FEE 44"),
    ("免交、减交、缓交", "exemption, reduction, deferral", "FEE 44"),
    ("诉讼费用结算", "closing account of the fee", "FEE 53"),
    ("增加、变更诉讼请求", "changing the claim", "CPL 143"),
    ("庭审笔录", "transcript", "CPL 150"),
    ("判决", "judgment", "CPL 155"),
    ("裁定", "ruling", "CPL 157"),
    ("调解书", "mediation document", "CPL 100"),
    ("司法确认", "judicial confirmation", "CPL 205"),
    ("上诉", "appeal", "CPL 171"),
    ("生效", "legal effect", "CPL 158"),
    ("执行", "enforcement", "CPL 247"),
    ("终结本次执行", "end of this round", "CPLI 517"),
    ("失信名单", "list of dishonest debtors", "DIS 1"),
    ("限制消费", "restriction of consumption", "HCO 1"),
    ("跨域立案", "cross-region filing", "REG 2"),
    ("协作法院", "assisting court", ""),
    ("绿色通道", "green channel", "CPL 109"),
    ("随机分案", "random assignment", "ORG 1"),
    ("诉讼服务大厅", "service hall", "REG 14"),
    ("号（叫号）", "ticket, number", ""),
    ("窗口", "window", ""),
    ("过号", "no-show", ""),
    ("材料收转", "handover of things", "CPL 69"),
    ("签收", "acknowledgement", ""),
    ("智能柜", "smart locker", "CPL 69"),
    ("开柜码", "open-once code", ""),
)

ENVIRONMENT = {
    "DATA_DIR": ("var", "数据库、文件、密钥所在的文件夹", "folder of the database, the files and the keys"),
    "DATABASE_URL": ("", "PostgreSQL 地址；空则用内置 SQLite", "address of PostgreSQL; empty: the embedded SQLite"),
    "CLAMD": (
        "",
        "病毒查杀服务 clamd 的地址（HOST:PORT 或者套接字路径）；空则不查毒",
        "address of the virus scanner clamd (HOST:PORT or the path of its socket); empty: nothing is scanned",
    ),
    "PORT": ("8000", "服务端口", "port to listen on"),
    "HOST": ("127.0.0.1", "监听地址", "address to listen on"),
    "DEMO": ("off", "演示模式：模拟外部系统可见", "demonstration: the sandboxes can be looked into"),
    "DEBUG": ("off", "开发模式", "development mode"),
    "COURT": ("浙0681", "本院的法院代字", "number code of this court"),
    "SECURE": ("off", "只用 HTTPS", "HTTPS only"),
    "PAYMENT_URL": ("", "缴费平台地址", "address of the payment gateway"),
    "PAYMENT_MERCHANT": ("fengqiao", "本院在缴费平台的商户号", "merchant number of this court at the payment gateway"),
    "IDENTITY_URL": ("", "身份核验服务地址", "address of the provider of identity checks"),
    "IDENTITY_COURT": ("fengqiao", "本院在身份核验服务的编号", "number of this court at the provider of identity checks"),
    "EXCHANGE_URL": ("", "跨域立案交换平台地址", "address of the exchange between courts"),
    "EXCHANGE_MEMBER": ("fengqiao", "本院在交换平台的成员号", "member number of this court at the exchange"),
    "EXCHANGE_COURTS": ("", "经交换平台可以转送的法院代字，逗号分隔", "codes of the courts behind the exchange, with commas"),
    "EXCHANGE_MEMBERS": (
        "",
        "可以向本院转送跨域立案材料的外部法院平台，逗号分隔，写作“成员号:密钥名”；密钥取自同名环境变量，没有的在 DATA_DIR/keys 自动生成，交给对方",
        "installations of other courts that may hand papers in here, with commas: `member:secret-name`; the key is the environment variable"
        " of that name, or is made once in DATA_DIR/keys and given to the other side",
    ),
    "LOCKER_URL": ("", "智能柜服务地址；空则没有智能柜", "address of the smart locker; empty: there is none"),
    "LOCKER_MEMBER": ("fengqiao", "本院在智能柜服务的成员号", "member number of this court at the locker"),
    "PUBLIC_URL": ("http://HOST:PORT", "对外网址，用于通知和回执", "public address, for notices and receipts"),
    "SECOND_FACTOR_ROLES": ("", "登录须有第二道验证的职务（代码，空格分开）", "posts that must sign in with a second factor (codes, blanks between)"),
    "OIDC_ISSUER": ("", "工作人员单点登录（OpenID Connect）的签发方地址", "issuer of the single sign-on of staff (OpenID Connect)"),
    "OIDC_CLIENT": ("fengqiao", "本平台在签发方的客户端编号", "client id of this platform at the issuer"),
    "OIDC_CLAIM": ("preferred_username", "与工作人员账号对应的声明", "the claim that names the account of the staff"),
    "OIDC_SECRET": ("自动生成 / made once", "签发方给本平台的密钥", "the secret that the issuer has given to this platform"),
    "SECRET_KEY": ("自动生成 / made once", "签名密钥", "key that signs sessions"),
    "DATA_KEY": ("自动生成 / made once", "证件号码加密密钥", "key that seals identity numbers"),
}


def pages(words: Words | None = None) -> dict[str, str]:
    """Return the pages of reference by their path under docs/."""
    said = words or Words()
    return {"glossary.md": _glossary(said), "settings.md": _settings()}


def _glossary(words: Words) -> str:
    head = ("术语", "English", "代码 · code", "依据 · article")
    core = [row(zh, en, "", cite) for zh, en, cite in TERMS]
    parts = [f"{GENERATED}# 术语表 · Glossary\n", table(head, core), "## 程序和动作 · Procedures and moves\n"]
    parts += [table(head, _procedures(words)), "## 文书 · Papers\n"]
    papers = [row(k.title_zh, k.title_en, f"`{k.code}`", "、".join(k.cites)) for k in kinds().values()]
    parts += [table(head, papers), "## 角色 · Roles\n"]
    roles = [row(words.zh(f"role.{r}"), words.en(f"role.{r}"), f"`{r}`", "") for r in sorted(ALL)]
    return "\n".join([*parts, table(head, roles)])


def _procedures(words: Words) -> Iterator[str]:
    for p in registry.current():
        yield row(f"**{words.zh(p.code)}**", words.en(p.code), f"`{p.code}`", "")
        for state in p.all_states:
            key = f"{p.code}.state.{state}"
            yield row(words.zh(key), words.en(key), f"`{p.code}` state `{state}`", "")
        for move in p.moves.values():
            key = f"{p.code}.move.{move.name}"
            cites = "、".join(f"{c.instrument.code} {c.article}" for c in move.cite)  # type: ignore[union-attr]
            yield row(words.zh(key), words.en(key), f"`{p.code}.{move.name}`", cites)


def _settings() -> str:
    environment = [row(f"`{name}`", default, zh, en) for name, (default, zh, en) in ENVIRONMENT.items()]
    parts = [
        f"{GENERATED}# 设置 · Settings\n",
        "## 环境变量 · Environment\n",
        table(("名称", "默认 · default", "说明", "meaning"), environment),
        "## 法律未定或者授权地方确定的事项 · What the law leaves open\n",
        "状态：LOCAL 由省或者本院确定；U 尚未核实；V 有明文。未确认的设置所影响的答案一律标明“暂定”。\n",
        "LOCAL: left to the province or the court; U: unverified; V: in the text. An answer that leans on an"
        " unconfirmed setting is marked provisional.\n",
    ]
    head = ("设置", "规则", "默认", "幅度", "状态", "由谁确认", "说明", "meaning")
    return "\n".join([*parts, table(head, _law())])


def _law() -> Iterator[str]:
    for s in all_settings():
        span = f"{s.low if s.low is not None else ''}–{s.high if s.high is not None else ''}"
        state = s.status if s.confirmed else f"{s.status} 未确认"
        yield row(f"`{s.id}`", s.rule, s.value, "" if span == "–" else span, state, s.owner, s.zh, s.en)
