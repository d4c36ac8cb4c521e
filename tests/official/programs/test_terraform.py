"""Terraform with the provider alicloud: exported set-ups are applied, unchanged and destroyed."""

import os
from pathlib import Path

from conftest import BUCKET, exported, run

TERRAFORM = os.environ["ROLEWRIGHT_TERRAFORM"]
PROVIDER = Path(os.environ["ROLEWRIGHT_PROVIDER"])
IMPORTS = "\n# Imports existing objects."
# Exit codes of `terraform plan -detailed-exitcode`.
UNCHANGED, CHANGES = 0, 2

CONNECTION = """
provider "alicloud" {{
  access_key             = "{key_id}"
  secret_key             = "{secret}"
  region                 = "cn-hangzhou"
  protocol               = "HTTP"
  skip_region_validation = true
  account_type           = "Domestic"

  endpoints {{
    ram             = "{host}"
    sts             = "{host}"
    oss             = "localhost:{port}"
    cr              = "{host}"
    bssopenapi      = "{host}"
    resourcemanager = "{host}"
  }}
}}
"""


class Terraform:
    """A working folder with the exported set-up and the provider's binary."""

    def __init__(self, emulator, text: str) -> None:
        self.folder = emulator.home / "terraform"
        binaries = emulator.home / "providers"
        self.folder.mkdir()
        binaries.mkdir()
        (binaries / "terraform-provider-alicloud").symlink_to(PROVIDER)
        configuration = emulator.home / "terraform.tfrc"
        configuration.write_text(
            "provider_installation {\n"
            f'  dev_overrides {{ "aliyun/alicloud" = "{binaries}" }}\n'
            "  direct {}\n}\n"
        )
        self.environment = emulator.environment | {
            "TF_CLI_CONFIG_FILE": str(configuration),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "NO_PROXY": "127.0.0.1,localhost",
        }
        key_id, secret = emulator.key
        names = {"host": emulator.host, "port": emulator.port, "key_id": key_id, "secret": secret}
        (self.folder / "provider.tf").write_text(CONNECTION.format(**names))
        (self.folder / "main.tf").write_text(text)

    def run(self, *words: str, codes=(0,)) -> str:
        line = (TERRAFORM, *words, "-no-color")
        return run(*line, environment=self.environment, folder=self.folder, codes=codes)

    def plan(self, code: int) -> None:
        self.run("plan", "-input=false", "-detailed-exitcode", codes=(code,))

    def apply(self) -> None:
        self.run("apply", "-input=false", "-auto-approve")
        self.plan(UNCHANGED)


def test_an_exported_set_up_is_applied_unchanged_and_destroyed(start):
    emulator = start("--bucket", BUCKET)
    created, _ = exported(emulator, "hcl").split(IMPORTS, 1)
    terraform = Terraform(emulator, created)
    terraform.plan(CHANGES)
    terraform.apply()
    emulator.rolewright("verify")
    emulator.rolewright("plan")
    terraform.run("destroy", "-auto-approve")
    emulator.rolewright("verify", codes=(2,))


def test_an_existing_set_up_is_imported(start):
    emulator = start("--bucket", BUCKET)
    emulator.rolewright("apply", "--yes", "--account", emulator.account)
    terraform = Terraform(emulator, exported(emulator, "hcl"))
    terraform.apply()
    emulator.rolewright("verify")


def test_an_exported_instance_runs_and_is_refunded(start):
    emulator = start("--bucket", BUCKET)
    created, _ = exported(emulator, "hcl", "--with-instance").split(IMPORTS, 1)
    terraform = Terraform(emulator, created)
    terraform.apply()
    instances = terraform.run("show")
    assert "alicloud_cr_ee_instance" in instances and "RUNNING" in instances
    terraform.run("destroy", "-auto-approve")
    assert "alicloud_cr_ee_instance" not in terraform.run("show")
