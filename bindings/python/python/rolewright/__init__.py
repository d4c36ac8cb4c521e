"""Creates and verifies the RAM role that lets Alibaba Cloud Container Registry use your own OSS
bucket.

Every run needs a provider, which executes the calls: `AlibabaProvider` connects to Alibaba Cloud;
`MemoryProvider` and `LocalProvider` simulate an account.

>>> import rolewright
>>> provider = rolewright.MemoryProvider()
>>> report = rolewright.setup(["my-images"], provider=provider)
>>> report.ok, report.changed, report.passed
(True, True, True)

Each RAM operation is a method of the provider:

>>> role = provider.get_role(role_name="AliyunContainerRegistryCustomizedOSSBucketRole").role
>>> role.arn
'acs:ram::1234567890123456:role/AliyunContainerRegistryCustomizedOSSBucketRole'

Errors are `RamError` and its subclasses:

>>> try:
...     provider.get_role(role_name="demo")
... except rolewright.NotFoundError as error:
...     print(error.code)
EntityNotExist.Role

`rolewright.aio` has the same functions as coroutines.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    # Installers refuse it; a copied folder or a wheel that was installed by force comes here.
    raise ImportError(
        "rolewright requires Python 3.11 or newer, but this is Python "
        f"{sys.version_info.major}.{sys.version_info.minor}"
    )

from ._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import aio as aio
    from . import models as models
    from . import types as types
    from ._console import Console as Console
    from ._console import console as console
    from ._denial import Denial as Denial
    from ._denial import explain_denied as explain_denied
    from ._denial import policy_from_requests as policy_from_requests
    from ._doctor import Diagnosis as Diagnosis
    from ._doctor import doctor as doctor
    from ._doctor import doctor_with_evidence as doctor_with_evidence
    from ._emulator import Emulator as Emulator
    from ._errors import AlreadyExistsError as AlreadyExistsError
    from ._errors import ConflictError as ConflictError
    from ._errors import ConnectionFailedError as ConnectionFailedError
    from ._errors import CredentialError as CredentialError
    from ._errors import DeadlineExceededError as DeadlineExceededError
    from ._errors import InvalidInputError as InvalidInputError
    from ._errors import LimitExceededError as LimitExceededError
    from ._errors import NotFoundError as NotFoundError
    from ._errors import NotVerifiedError as NotVerifiedError
    from ._errors import PermissionDeniedError as PermissionDeniedError
    from ._errors import PolicySyntaxError as PolicySyntaxError
    from ._errors import RamError as RamError
    from ._errors import RefusedError as RefusedError
    from ._errors import ServerError as ServerError
    from ._errors import ThrottledError as ThrottledError
    from ._errors import UnsupportedError as UnsupportedError
    from ._fleet import AccountReport as AccountReport
    from ._fleet import fleet as fleet
    from ._lint import lint as lint
    from ._lint import lint_fix as lint_fix
    from ._model import Secret as Secret
    from ._native import VERSION as __version__
    from ._native import Arn as Arn
    from ._native import Decision as Decision
    from ._native import PolicyDocument as PolicyDocument
    from ._native import PolicySet as PolicySet
    from ._native import Statement as Statement
    from ._native import TrustPolicy as TrustPolicy
    from ._pages import items as items
    from ._pages import pages as pages
    from ._policy import access_diff as access_diff
    from ._policy import diff as diff
    from ._policy import evaluate as evaluate
    from ._policy import evaluate_many as evaluate_many
    from ._policy import explain as explain
    from ._provider import AlibabaProvider as AlibabaProvider
    from ._provider import LocalProvider as LocalProvider
    from ._provider import MemoryProvider as MemoryProvider
    from ._provider import Provider as Provider
    from ._provider_aio import AsyncProvider as AsyncProvider
    from ._remove import destroy as destroy
    from ._remove import remove as remove
    from ._remove import rollback as rollback
    from ._remove import show as show
    from ._report import Plan as Plan
    from ._report import Report as Report
    from ._run import apply as apply
    from ._run import drift as drift
    from ._run import plan as plan
    from ._run import setup as setup
    from ._run import verify as verify
    from ._written import export as export
    from ._written import operator_policy as operator_policy
    from ._written import render_policies as render_policies
    from ._written import render_trust as render_trust

_NAMES = {
    "_console": "Console console",
    "_denial": "Denial explain_denied policy_from_requests",
    "_doctor": "Diagnosis doctor doctor_with_evidence",
    "_emulator": "Emulator",
    "_errors": "AlreadyExistsError ConflictError ConnectionFailedError CredentialError "
    "DeadlineExceededError InvalidInputError LimitExceededError NotFoundError NotVerifiedError "
    "PermissionDeniedError "
    "PolicySyntaxError RamError RefusedError ServerError ThrottledError UnsupportedError",
    "_fleet": "AccountReport fleet",
    "_lint": "lint lint_fix",
    "_model": "Secret",
    "_native": "Arn Decision PolicyDocument PolicySet Statement TrustPolicy",
    "_pages": "items pages",
    "_policy": "access_diff diff evaluate evaluate_many explain",
    "_provider": "AlibabaProvider LocalProvider MemoryProvider Provider",
    "_provider_aio": "AsyncProvider",
    "_remove": "destroy remove rollback show",
    "_report": "Plan Report",
    "_run": "apply drift plan setup verify",
    "_written": "export operator_policy render_policies render_trust",
}


# Type checkers report a misspelt name.
if not TYPE_CHECKING:
    _found, __dir__ = lazy(__name__, "rolewright", _NAMES)

    def __getattr__(name):
        if name in ("aio", "models", "types"):
            return __import__(f"rolewright.{name}", fromlist=[name])
        if name == "__version__":
            from ._native import VERSION

            return VERSION
        return _found(name)


__all__ = [
    "aio",
    "models",
    "types",
    "AccountReport",
    "AlibabaProvider",
    "AlreadyExistsError",
    "Arn",
    "AsyncProvider",
    "ConflictError",
    "ConnectionFailedError",
    "Console",
    "CredentialError",
    "DeadlineExceededError",
    "Decision",
    "Denial",
    "Diagnosis",
    "Emulator",
    "InvalidInputError",
    "LimitExceededError",
    "LocalProvider",
    "MemoryProvider",
    "NotFoundError",
    "NotVerifiedError",
    "PermissionDeniedError",
    "Plan",
    "PolicyDocument",
    "PolicySet",
    "PolicySyntaxError",
    "Provider",
    "RamError",
    "RefusedError",
    "Report",
    "Secret",
    "ServerError",
    "Statement",
    "ThrottledError",
    "TrustPolicy",
    "UnsupportedError",
    "access_diff",
    "apply",
    "console",
    "destroy",
    "diff",
    "doctor",
    "doctor_with_evidence",
    "drift",
    "evaluate",
    "evaluate_many",
    "explain",
    "explain_denied",
    "export",
    "fleet",
    "items",
    "lint",
    "lint_fix",
    "operator_policy",
    "pages",
    "plan",
    "policy_from_requests",
    "remove",
    "render_policies",
    "render_trust",
    "rollback",
    "setup",
    "show",
    "verify",
]
