from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any, Literal, Self, final

from ._types import Document, Policies

__all__ = [
    "Arn",
    "ConsoleServer",
    "Decision",
    "Engine",
    "PolicyDocument",
    "PolicySet",
    "Report",
    "Runtime",
    "Server",
    "Statement",
    "Task",
    "TrustPolicy",
    "VERSION",
    "access_diff",
    "alibaba",
    "command_line",
    "diff",
    "denied_text",
    "doctor_text",
    "examine",
    "explain_denied",
    "export",
    "fleet_account",
    "fleet_targets",
    "lint",
    "lint_fix",
    "operator_policy",
    "policy_from_requests",
    "render_policies",
    "render_trust",
    "run",
    "runtime",
    "serve",
    "serve_console",
    "to_json",
]
VERSION: str
runtime: Runtime

_Texts = str | Iterable[str]
_Verdict = Literal["Allow", "ExplicitDeny", "ImplicitDeny"]

def alibaba(credentials: Any, arguments: dict[str, Any]) -> Engine: ...
def access_diff(before: Policies, after: Policies) -> dict[str, Any]: ...
def command_line(arguments: list[str]) -> int: ...
def diff(before: Document, after: Document) -> list[dict[str, Any]]: ...
def denied_text(denied: dict[str, Any]) -> str: ...
def doctor_text(report: dict[str, Any]) -> str: ...
def examine(
    engine: Engine,
    buckets: Any,
    arguments: dict[str, Any],
    evidence: bool,
    deadline: float | None = None,
) -> Task: ...
def explain_denied(
    error: Any, engine: Engine | None = None, deadline: float | None = None
) -> Task: ...
def export(buckets: Any, format: str, arguments: dict[str, Any]) -> str: ...
def fleet_account(
    engine: Engine,
    recipe: str,
    target: dict[str, Any],
    kind: str,
    arguments: dict[str, Any],
    deadline: float | None = None,
) -> Task: ...
def fleet_targets(inventory: dict[str, Any]) -> list[dict[str, Any]]: ...
def lint(
    document: Document,
    *,
    kind: str | None,
    account: str | None,
    allow: Iterable[str],
    for_resource_group: bool,
    quota: int | None,
) -> list[dict[str, Any]]: ...
def lint_fix(
    document: Document,
    *,
    kind: str | None,
    account: str | None,
    allow: Iterable[str],
    for_resource_group: bool,
    quota: int | None,
) -> dict[str, Any]: ...
def operator_policy(buckets: Any, rights: str, arguments: dict[str, Any]) -> PolicyDocument: ...
def policy_from_requests(requests: Any, caller: str | None = None) -> PolicyDocument: ...
def run(
    engine: Engine,
    kind: str,
    buckets: Any,
    arguments: dict[str, Any],
    *,
    tells: bool,
    deadline: float | None = None,
    approved: Report | None = None,
) -> Task: ...
def render_policies(
    buckets: Any, arguments: dict[str, Any]
) -> list[tuple[str, PolicyDocument]]: ...
def render_trust(arguments: dict[str, Any]) -> TrustPolicy: ...
def serve(
    *,
    key: tuple[str, str],
    port: Any,
    accounts: tuple[Any, Any, Any],
    enforce: Any,
    quotas: Any,
    options: tuple[Any, Any, Any],
) -> Task: ...
def serve_console(engine: Engine, port: Any) -> Task: ...
def to_json(what: str, value: Any) -> str: ...
@final
class Arn:
    """A resource name: `acs:service:region:account:id`. Raises `InvalidInputError`, which is a
    `ValueError`, for an invalid one.

    >>> arn = Arn("acs:ram::1234567890123456:role/demo")
    >>> arn.service, arn.account, arn.relative_id
    ('ram', '1234567890123456', 'role/demo')
    """

    def __new__(cls, text: str) -> Arn: ...
    @property
    def service(self) -> str:
        """The service's code, for example `oss`."""
    @property
    def region(self) -> str:
        """The region; empty or `*` for global services."""
    @property
    def account(self) -> str:
        """The account id, empty, `*` or `system`."""
    @property
    def relative_id(self) -> str:
        """The part after the account, for example `role/demo`."""
    def __lt__(self, value: object, /) -> bool: ...
    def __le__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...

@final
class Decision:
    """A decision of the evaluator, and what it is based on.

    >>> decision = PolicySet().decide("oss:GetObject", "acs:oss:*:1:b/o")
    >>> decision.verdict, decision.allowed, decision.layer
    ('ImplicitDeny', False, 'AccountLevelIdentityBasedPolicy')
    """

    @property
    def verdict(self) -> _Verdict:
        """`Allow`, `ExplicitDeny` or `ImplicitDeny`; unknown conditions count against the request."""
    @property
    def at_best(self) -> _Verdict:
        """The verdict if unknown conditions counted for the request."""
    @property
    def allowed(self) -> bool:
        """Whether the request is allowed."""
    @property
    def layer(self) -> str:
        """The layer that decided, or that lacks an allow statement."""
    @property
    def statement(self) -> dict[str, Any] | None:
        """The statement that decided, as a dict with `policy` and `index`, counted from 0; None for
        an implicit deny.
        """
    @property
    def undecided(self) -> list[dict[str, Any]]:
        """The unknown conditions that the verdict depends on, as a list of dicts."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the decision as a dict.

        >>> PolicySet().decide("oss:GetObject", "*").to_dict()["verdict"]
        'ImplicitDeny'
        """
    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Decision:
        """Creates a decision from `to_dict`. Raises `InvalidInputError` for an invalid one.

        >>> decision = PolicySet().decide("oss:GetObject", "*")
        >>> Decision.from_dict(decision.to_dict()) == decision
        True
        """
    def __bool__(self) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...

@final
class Engine:
    @staticmethod
    def open(
        name: str,
        *,
        store: str | PathLike[str] | None = None,
        account: str | None = None,
    ) -> Engine: ...
    @staticmethod
    def memory(
        *, account: str | None = None, state: Mapping[str, Any] | None = None
    ) -> Engine: ...
    @staticmethod
    def python(provider: Any, name: str) -> Engine: ...
    def info(self) -> dict[str, Any]: ...
    def call(
        self,
        action: str,
        params: dict[str, str],
        service: str | None = None,
        deadline: float | None = None,
    ) -> Task: ...
    def state(self) -> Any: ...
    def restore(self, state: Mapping[str, Any]) -> None: ...
    def close(self) -> None: ...

@final
class PolicyDocument:
    """A policy document. Equivalent documents are equal.

    `document` is a dict, a JSON string or another document. Raises `PolicySyntaxError`, with line
    and column, for an invalid one.

    >>> document = PolicyDocument.of(Statement.allow("oss:GetObject").on("acs:oss:*:*:my-images/*"))
    >>> document == PolicyDocument(document.to_json(indent=True))
    True
    >>> document.statements[0].to_dict()["Action"]
    ['oss:GetObject']
    """

    def __new__(cls, document: Document) -> PolicyDocument: ...
    @staticmethod
    def of(*statements: Statement | Mapping[str, Any]) -> PolicyDocument:
        """Creates a document of version 1 with these statements, objects or dicts.

        >>> PolicyDocument.of(Statement.allow("oss:Get*").on("*"), Statement.deny("oss:*").on("b")).size
        141
        """
    def to_dict(self) -> dict[str, Any]:
        """Returns the document as a dict, with every element as written.

        >>> TrustPolicy.of(Service="cr.aliyuncs.com").to_dict()["Version"]
        '1'
        """
    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> PolicyDocument:
        """Creates a document from a dict. Raises `PolicySyntaxError` for an invalid one.

        >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
        >>> TrustPolicy.from_dict(trust.to_dict()) == trust
        True
        """
    def to_json(self, indent: bool = False) -> str:
        """Returns the document as JSON, without whitespace unless `indent` is true.

        >>> PolicyDocument.of().to_json()
        '{"Version":"1","Statement":[]}'
        """
    def to_canonical(self) -> str:
        """Returns a canonical form, which is the same for all equivalent documents.

        >>> one = PolicyDocument.of(Statement.allow(["b", "a", "a"]).on("*"))
        >>> other = PolicyDocument.of(Statement.allow(["a", "b"]).on("*"))
        >>> one.to_canonical() == other.to_canonical()
        True
        """
    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, in order."""
    @property
    def size(self) -> int:
        """The size of the compact form in bytes; RAM allows 6,144."""
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...

@final
class PolicySet:
    """The policies that apply to a request, parsed once for any number of decisions.

    Args: `identity`, `session` and `resource_group` are a document, a list, or a dict of name to
    document. `control_levels` is a list of those, one per level. `bucket` and `trust` are one
    document each. The other arguments select how undocumented cases are evaluated:
    `missing_key_negated` is the result of a negated operator for a missing key (`undecided`,
    `holds` or `fails`); with `wildcards_in_string_equals`, `*` and `?` are wildcards in string equality too;
    with `resource_group_deny_wins`, a Deny for a resource group overrides an Allow for the account.
    Raises `PolicySyntaxError`.

    >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*")))
    >>> policies.decide("oss:GetObject", "acs:oss:*:1:b/o").verdict
    'Allow'
    >>> o = "acs:oss:*:1:b/o"
    >>> policies.decide_many([("oss:GetObject", o), ("oss:PutObject", o)])
    ['Allow', 'ImplicitDeny']
    """

    def __new__(
        cls,
        identity: Policies | None = None,
        *,
        session: Policies | None = None,
        resource_group: Policies | None = None,
        control_levels: Iterable[Policies] | None = None,
        bucket: Document | None = None,
        trust: Document | None = None,
        missing_key_negated: Literal["undecided", "holds", "fails"] = "undecided",
        wildcards_in_string_equals: bool = False,
        resource_group_deny_wins: bool = False,
    ) -> PolicySet: ...
    def decide(
        self,
        action: str,
        resource: _Texts,
        *,
        caller: str | None = None,
        caller_id: str | None = None,
        context: dict[str, Any] | None = None,
        unknown_context: bool = False,
    ) -> Decision:
        """Decides one request.

        `resource` is one ARN, or a list of which all must be allowed; `caller` is an ARN or the
        name of a service; `caller_id` is the caller's id, which bucket policies use; `context` has the
        condition keys of the request, which are unknown with `unknown_context`. An action without a
        service and a resource that is neither an ARN nor `*` raise an `InvalidInputError`.

        >>> policy = PolicyDocument.of(Statement.allow("oss:Get*").on("*"))
        >>> PolicySet({"readers": policy}).decide("oss:GetObject", "acs:oss:*:1:b/o").statement
        {'policy': 'readers', 'index': 0}
        """
    def explain(
        self,
        action: str,
        resource: _Texts,
        *,
        caller: str | None = None,
        caller_id: str | None = None,
        context: dict[str, Any] | None = None,
        unknown_context: bool = False,
    ) -> dict[str, Any]:
        """Decides one request and explains each statement: the dict that `rolewright policy simulate`
        prints as JSON. `explain` returns it as an object.

        Args are those of `decide`.

        >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("*")))
        >>> policies.explain("oss:PutObject", "*")["statements"][0]["reason"]
        'action oss:PutObject does not match oss:Get*'
        """
    def decide_many(
        self,
        requests: Iterable[tuple[str, str]],
        *,
        caller: str | None = None,
        caller_id: str | None = None,
        context: dict[str, Any] | None = None,
        unknown_context: bool = False,
    ) -> list[_Verdict]:
        """Decides many requests, pairs of action and resource; returns the verdicts in their order.

        Releases the GIL.

        >>> PolicySet().decide_many([("oss:GetObject", "*")])
        ['ImplicitDeny']
        """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...

@final
class Report:
    @staticmethod
    def from_dict(value: Mapping[str, Any]) -> Report: ...
    @property
    def ok(self) -> bool: ...
    @property
    def changed(self) -> bool: ...
    @property
    def passed(self) -> bool: ...
    def part(self, name: str) -> Any: ...
    def role_reports(self) -> list[tuple[str, Report]]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self) -> str: ...
    def text(self) -> str: ...
    def markdown(self) -> str: ...
    def page(self) -> str: ...
    def problem(self) -> BaseException | None: ...

@final
class Runtime: ...

@final
class ConsoleServer:
    def link(self) -> str: ...
    def stop(self) -> Task: ...

@final
class Server:
    @property
    def endpoint(self) -> str: ...
    @property
    def account_ids(self) -> list[str]: ...
    @property
    def environment(self) -> dict[str, str]: ...
    @property
    def certificate_authority(self) -> str | None: ...
    def console_link(self) -> str: ...
    def engine(self) -> Engine: ...
    def stop(self) -> Task: ...

@final
class Statement:
    """A statement, built step by step; each step returns a new one.

    >>> read = Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
    >>> read = read.when("Bool", "acs:SecureTransport", "true")
    >>> read.effect, read.to_dict()["Condition"]
    ('Allow', {'Bool': {'acs:SecureTransport': ['true']}})
    """

    @staticmethod
    def allow(actions: _Texts) -> Statement:
        """Allows these actions: one, or a list.

        >>> Statement.allow("oss:GetObject").effect
        'Allow'
        """
    @staticmethod
    def deny(actions: _Texts) -> Statement:
        """Denies these actions: one, or a list.

        >>> Statement.deny(["oss:DeleteObject", "oss:DeleteBucket"]).effect
        'Deny'
        """
    def on(self, resources: _Texts) -> Statement:
        """Applies to these resources: one, or a list.

        >>> Statement.allow("oss:Get*").on("acs:oss:*:*:my-images/*").to_dict()["Resource"]
        ['acs:oss:*:*:my-images/*']
        """
    def by(
        self,
        *,
        Service: _Texts | None = None,
        RAM: _Texts | None = None,
        Federated: _Texts | None = None,
    ) -> Statement:
        """Applies to these principals, in a trust policy.

        >>> Statement.allow("sts:AssumeRole").by(Service="cr.aliyuncs.com").to_dict()["Principal"]
        {'Service': ['cr.aliyuncs.com']}
        """
    def when(self, operator: str, key: str, values: _Texts) -> Statement:
        """Adds a condition: an operator, a condition key, and one value or a list.

        >>> inside = Statement.allow("oss:*").on("*").when("IpAddress", "acs:SourceIp", "10.0.0.0/8")
        >>> inside.to_dict()["Condition"]
        {'IpAddress': {'acs:SourceIp': ['10.0.0.0/8']}}
        """
    @property
    def effect(self) -> Literal["Allow", "Deny"]:
        """`Allow` or `Deny`."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the statement as a dict.

        >>> Statement.deny("*").on("*").to_dict()
        {'Effect': 'Deny', 'Action': ['*'], 'Resource': ['*']}
        """
    @staticmethod
    def from_dict(value: Mapping[str, Any]) -> Statement:
        """Creates a statement from a dict. Raises `PolicySyntaxError` for an invalid one.

        >>> Statement.from_dict({"Effect": "Deny", "NotAction": "oss:Get*", "Resource": "*"}).effect
        'Deny'
        """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...

@final
class Task:
    def wait(self, on_event: Callable[[Any], object] | None = None) -> Any: ...
    def start(self, tell: Callable[[str, Any], object]) -> None: ...
    @property
    def is_probing(self) -> bool: ...
    def cancel(self) -> str | None: ...

@final
class TrustPolicy:
    """The trust policy of a role: the principals that may assume it.

    `document` is a dict, a JSON string or another document. Raises `PolicySyntaxError` for an
    invalid one.

    >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
    >>> trust.principals
    (('Service', 'cr.aliyuncs.com'),)
    """

    def __new__(cls, document: Document) -> TrustPolicy: ...
    @staticmethod
    def of(
        *,
        Service: _Texts | None = None,
        RAM: _Texts | None = None,
        Federated: _Texts | None = None,
    ) -> TrustPolicy:
        """Creates a trust policy for these principals: services, RAM users, roles or accounts,
        identity providers.

        Each is one name or a list of names. Raises `InvalidInputError` without any principal.

        >>> TrustPolicy.of(RAM=["acs:ram::42:root", "acs:ram::43:root"]).principals[1]
        ('RAM', 'acs:ram::43:root')
        """
    @property
    def principals(self) -> tuple[tuple[str, str], ...]:
        """The principals that may assume the role without a condition, as pairs of kind and name."""
    def merged_with(self, other: Document) -> TrustPolicy:
        """Returns this trust policy with the missing principals of another; existing statements
        are kept.

        `other` is a dict, a JSON string or a document. Raises `PolicySyntaxError`.

        >>> ours = TrustPolicy.of(Service="cr.aliyuncs.com")
        >>> len(ours.merged_with(TrustPolicy.of(RAM="acs:ram::42:root")).principals)
        2
        """
    def to_dict(self) -> dict[str, Any]:
        """Returns the document as a dict, with every element as written.

        >>> TrustPolicy.of(Service="cr.aliyuncs.com").to_dict()["Version"]
        '1'
        """
    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> TrustPolicy:
        """Creates a document from a dict. Raises `PolicySyntaxError` for an invalid one.

        >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
        >>> TrustPolicy.from_dict(trust.to_dict()) == trust
        True
        """
    def to_json(self, indent: bool = False) -> str:
        """Returns the document as JSON, without whitespace unless `indent` is true.

        >>> PolicyDocument.of().to_json()
        '{"Version":"1","Statement":[]}'
        """
    def to_canonical(self) -> str:
        """Returns a canonical form, which is the same for all equivalent documents.

        >>> one = PolicyDocument.of(Statement.allow(["b", "a", "a"]).on("*"))
        >>> other = PolicyDocument.of(Statement.allow(["a", "b"]).on("*"))
        >>> one.to_canonical() == other.to_canonical()
        True
        """
    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, in order."""
    @property
    def size(self) -> int:
        """The size of the compact form in bytes; RAM allows 6,144."""
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> Any: ...
