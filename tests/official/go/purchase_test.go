package official

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	cr "github.com/alibabacloud-go/cr-20181201/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/tea"
)

const region = "cn-hangzhou"

// setup is the set-up that `cargo xtask official` exported.
type setup struct {
	Role struct {
		Name        string          `json:"name"`
		TrustPolicy json.RawMessage `json:"trust_policy"`
	} `json:"role"`
	Policies []struct {
		Name     string          `json:"name"`
		Document json.RawMessage `json:"document"`
	} `json:"policies"`
}

// bss calls the purchase service.
func bss(action string, more map[string]string) (map[string]any, error) {
	query := map[string]*string{
		"ProductCode": tea.String("acr"), "ProductType": tea.String("acr_ee_public_cn"),
	}
	for name, value := range more {
		query[name] = tea.String(value)
	}
	return call(rootKey(), "2017-12-14", action, query)
}

// buy orders an instance, and returns its id.
func buy(t *testing.T) string {
	t.Helper()
	order := map[string]string{
		"SubscriptionType": "Subscription", "Period": "1", "RenewalStatus": "ManualRenewal",
		"ClientToken": "once",
	}
	for number, pair := range [][2]string{
		{"InstanceName", "images"}, {"Region", region}, {"InstanceType", "Standard"},
		{"DefaultOssBucket", "false"}, {"InstanceStorageName", "my-images"},
	} {
		place := fmt.Sprintf("Parameter.%d.", number+1)
		order[place+"Code"], order[place+"Value"] = pair[0], pair[1]
	}
	bought, err := bss("CreateInstance", order)
	must(t, err)
	return bought["Data"].(map[string]any)["InstanceId"].(string)
}

func beginWithBucket(t *testing.T) *ram.Client {
	admin := begin(t)
	bucket := map[string]any{"buckets": map[string]any{"my-images": map[string]any{}}}
	control(t, "POST", "seed", bucket)
	return admin
}

func getInstance(t *testing.T, id string) *cr.GetInstanceResponseBody {
	t.Helper()
	config := rootKey().SetEndpoint(ready.Host).SetProtocol("http").SetRegionId(region)
	client, err := cr.NewClient(config)
	must(t, err)
	got, err := client.GetInstance(new(cr.GetInstanceRequest).SetInstanceId(id))
	must(t, err)
	return got.Body
}

func TestAnInstanceRunsWhenItsSetUpIsRightAndIsGoneAfterItsRefund(t *testing.T) {
	admin := beginWithBucket(t)
	id := buy(t)
	waits := func() {
		t.Helper()
		got := getInstance(t, id)
		same(t, tea.StringValue(got.InstanceStatus), "PENDING")
		same(t, tea.StringValue(got.InstanceIssue), "OSS_SERVICE_ROLE_UNAUTHORIZED")
	}
	waits()
	var want setup
	must(t, json.Unmarshal([]byte(os.Getenv("ROLEWRIGHT_SETUP")), &want))
	role, policy := want.Role, want.Policies[0]
	create := new(ram.CreateRoleRequest).SetRoleName(role.Name)
	_, err := admin.CreateRole(create.SetAssumeRolePolicyDocument(string(role.TrustPolicy)))
	must(t, err)
	text := string(policy.Document)
	wrong := strings.Replace(text, "oss:PutObject", "oss:PutNothing", 1)
	_, err = admin.CreatePolicy(new(ram.CreatePolicyRequest).SetPolicyName(policy.Name).SetPolicyDocument(wrong))
	must(t, err)
	attach := new(ram.AttachPolicyToRoleRequest).SetPolicyType("Custom").SetPolicyName(policy.Name)
	_, err = admin.AttachPolicyToRole(attach.SetRoleName(role.Name))
	must(t, err)
	waits()
	version := new(ram.CreatePolicyVersionRequest).SetPolicyName(policy.Name).SetPolicyDocument(text)
	_, err = admin.CreatePolicyVersion(version.SetSetAsDefault(true))
	must(t, err)
	same(t, *getInstance(t, id).InstanceStatus, "RUNNING")
	refund := map[string]string{"InstanceId": id, "ImmediatelyRelease": "1"}
	_, err = bss("RefundInstance", refund)
	must(t, err)
	same(t, *getInstance(t, id).Code, "INSTANCE_NOT_EXIST")
	_, err = bss("RefundInstance", refund)
	refused(t, err, 404, "ResourceNotExists")
}

func TestAnOrderIsListedAndIsNotRepeated(t *testing.T) {
	beginWithBucket(t)
	id := buy(t)
	same(t, buy(t), id)
	asked, err := bss("QueryAvailableInstances", nil)
	must(t, err)
	listed := asked["Data"].(map[string]any)["InstanceList"].([]any)
	same(t, len(listed), 1)
	same(t, listed[0].(map[string]any)["InstanceID"].(string), id)
}
