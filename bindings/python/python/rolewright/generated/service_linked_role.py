"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model
from .common import Role


@dataclass(frozen=True, kw_only=True)
class CreateServiceLinkedRoleOutput(Model):
    """The role that was made."""

    role: Role
    """The role."""

    _WIRE = (
        ("role", "Role", Role),
    )


@dataclass(frozen=True, kw_only=True)
class DeleteServiceLinkedRoleOutput(Model):
    """What was begun."""

    deletion_task_id: str = ""
    """The id under which the deletion goes on."""

    _WIRE = (
        ("deletion_task_id", "DeletionTaskId", str),
    )


@dataclass(frozen=True, kw_only=True)
class RoleDescription(Model):
    """What roles are for, in one language."""

    language: str = ""
    """The language, for example `en`."""

    description: str = ""
    """The text."""

    _WIRE = (
        ("language", "Language", str),
        ("description", "Description", str),
    )


@dataclass(frozen=True, kw_only=True)
class RoleDescriptions(Model):
    """The wire's wrapper of a list of descriptions."""

    role_description: tuple[RoleDescription, ...] = ()
    """The descriptions."""

    _WIRE = (
        ("role_description", "RoleDescription", [RoleDescription]),
    )


@dataclass(frozen=True, kw_only=True)
class ServiceLinkedRoleTemplate(Model):
    """What a service's own roles look like."""

    service_name: str = ""
    """The service, for example `cr.aliyuncs.com`."""

    role_name_prefix: str = ""
    """How the roles' names begin."""

    system_policy_name: str = ""
    """The system policy that they get."""

    multiple_roles_allowed: bool | None = None
    """Whether there can be several, with a suffix each."""

    role_descriptions: RoleDescriptions
    """What they are for, by language."""

    _WIRE = (
        ("service_name", "ServiceName", str),
        ("role_name_prefix", "RoleNamePrefix", str),
        ("system_policy_name", "SystemPolicyName", str),
        ("multiple_roles_allowed", "MultipleRolesAllowed", bool),
        ("role_descriptions", "RoleDescriptions", RoleDescriptions),
    )


@dataclass(frozen=True, kw_only=True)
class GetServiceLinkedRoleTemplateOutput(Model):
    """What they look like."""

    service_linked_role_template: ServiceLinkedRoleTemplate
    """The template."""

    _WIRE = (
        ("service_linked_role_template", "ServiceLinkedRoleTemplate", ServiceLinkedRoleTemplate),
    )
