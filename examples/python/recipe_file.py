"""A recipe file: the role of another service as data. Checked, applied and verified."""

import tempfile
from pathlib import Path

import rolewright

RECIPE = """
id = "reports/reader"
title = "Reads the reports"
service = "Function Compute"

[parameter.bucket]
kind = "bucket"
description = "Bucket with the reports"

[[role]]
name = "reports-reader"
trust = ["fc.aliyuncs.com"]
trust_source = "the page on service roles of Function Compute"

[role.policy]
name = "reports-reader"

[[role.policy.statement]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resources = ["acs:oss:*:*:{bucket}/*"]

[[role.access]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resource = "acs:oss:*:{account}:{bucket}/*"
"""

provider = rolewright.MemoryProvider()
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "reports.toml")
    path.write_text(RECIPE, "utf-8")
    recipe = {"id": path, "parameters": {"bucket": "my-reports"}}
    rolewright.setup(recipe=recipe, provider=provider).raise_for_status()
    report = rolewright.verify(recipe=recipe, provider=provider)
    assert report.ok and report.passed
    for requirement in report.requirements:
        print(f"{requirement.status}: {requirement.text}")

    # A mistake is an error with its position.
    path.write_text(RECIPE.replace("actions", "action"), "utf-8")
    try:
        rolewright.verify(recipe=recipe, provider=provider)
    except rolewright.RamError as error:
        print(error)
    else:
        raise AssertionError("the key `action` was accepted")
