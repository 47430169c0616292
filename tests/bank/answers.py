"""A bank's answers, as a bank writes them."""

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
BODIES = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}


def pain_002(message: str, whole: str, *payments: str) -> bytes:
    """A report on a file: its status, and that of each payment."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{PAIN}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>REPORT</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<GrpSts>{whole}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"<OrgnlPmtInfId>{message}</OrgnlPmtInfId>{''.join(payments)}</OrgnlPmtInfAndSts>"
        f"</CstmrPmtStsRpt></Document>"
    ).encode()


def status(id: str, code: str, reason: str = "", words: str = "", amount: str = "12.50") -> str:
    """What a report says of one payment."""
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{words}</AddtlInf></StsRsnInf>"
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{code}</TxSts>"
        f"{why if reason else ''}<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">{amount}</InstdAmt></Amt>"
        f"</OrgnlTxRef></TxInfAndSts>"
    )


def camt(kind: str, *entries: str) -> bytes:
    """An account's statement (053) or notification (054)."""
    body, part = BODIES[kind]
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"
    return (
        f'<Document xmlns="{space}"><{body}><{part}>{"".join(entries)}</{part}></{body}></Document>'
    ).encode()


def debit(
    id: str, amount: str = "12.50", status: str = "BOOK", *, credit: bool = False, reason: str = ""
) -> str:
    """One entry with one payment; with `credit` one that came back."""
    why = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{"CRDT" if credit else "DBIT"}</CdtDbtInd>'
        f"<Sts><Cd>{status}</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{amount}</Amt>{why}</TxDtls></NtryDtls></Ntry>'
    )
