// The official Node client at work, for `cargo xtask bench`: as official.py, with `job` and `calls`.
// MODULES is the folder that it is installed in.

import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.MODULES, "package.json"));
const { default: Client, ...models } = require("@alicloud/ram20150501");
const { $OpenApiUtil } = require("@alicloud/openapi-core");

const NAME = "AliyunContainerRegistryCustomizedOSSBucketRole";
const POLICY = NAME + "Policy";

const ram = new Client(
  new $OpenApiUtil.Config({
    accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    endpoint: process.env.ENDPOINT,
    protocol: process.env.PROTOCOL,
  }),
);

async function isMissing(read) {
  try {
    await read();
  } catch (error) {
    if (error.code?.startsWith("EntityNotExist")) return true;
    throw error;
  }
  return false;
}

async function job() {
  const role = new models.GetRoleRequest({ roleName: NAME });
  if (await isMissing(() => ram.getRole(role))) {
    await ram.createRole(
      new models.CreateRoleRequest({
        roleName: NAME,
        assumeRolePolicyDocument: process.env.TRUST,
      }),
    );
  }
  const policy = new models.GetPolicyRequest({ policyName: POLICY, policyType: "Custom" });
  if (await isMissing(() => ram.getPolicy(policy))) {
    await ram.createPolicy(
      new models.CreatePolicyRequest({ policyName: POLICY, policyDocument: process.env.POLICY }),
    );
  }
  const attached = await ram.listPoliciesForRole(
    new models.ListPoliciesForRoleRequest({ roleName: NAME }),
  );
  const names = (attached.body.policies.policy ?? []).map((one) => one.policyName);
  if (!names.includes(POLICY)) {
    await ram.attachPolicyToRole(
      new models.AttachPolicyToRoleRequest({
        policyType: "Custom",
        policyName: POLICY,
        roleName: NAME,
      }),
    );
  }
}

async function calls(count, atOnce = 1) {
  const request = new models.GetRoleRequest({ roleName: NAME });
  const call = async () => {
    const { body } = await ram.getRole(request);
    if (body.role.roleName !== NAME) throw new Error("another role");
  };
  await call();
  const begun = performance.now();
  let left = count;
  const work = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  console.log((performance.now() - begun) / 1000);
}

const [task, ...numbers] = process.argv.slice(2);
await { job, calls }[task](...numbers.map(Number));
