"""Tables of the one record, split by noun."""

from fengqiao.core.models.court import Court, Division, NumberSeries, Room
from fengqiao.core.models.deadline import Deadline
from fengqiao.core.models.dispute import Dispute, Party, Representative
from fengqiao.core.models.document import Blob, Document, Upload
from fengqiao.core.models.draft import Draft
from fengqiao.core.models.event import Event, TreeHead, TreeNode
from fengqiao.core.models.identity import IdentityCheck
from fengqiao.core.models.matter import Matter, Standing, Task
from fengqiao.core.models.notice import Notice
from fengqiao.core.models.payment import MoneyEntry, PaymentOrder
from fengqiao.core.models.person import Account, ApiToken, Person, PhoneCode, Posting
from fengqiao.core.models.record import AccessRecord, Booking, DrawRecord

__all__ = [
    "AccessRecord",
    "Account",
    "ApiToken",
    "Blob",
    "Booking",
    "Court",
    "Deadline",
    "Dispute",
    "Division",
    "Document",
    "Draft",
    "DrawRecord",
    "Event",
    "IdentityCheck",
    "Matter",
    "MoneyEntry",
    "Notice",
    "NumberSeries",
    "Party",
    "PaymentOrder",
    "Person",
    "PhoneCode",
    "Posting",
    "Representative",
    "Room",
    "Standing",
    "Task",
    "TreeHead",
    "TreeNode",
    "Upload",
]
