package official

import (
	"strings"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
)

// sts calls Security Token Service without a client of its own.
func sts(config *openapi.Config, action string, query map[string]*string) (map[string]any, error) {
	config.SetEndpoint(ready.Host).SetProtocol("http")
	client, err := openapi.NewClient(config)
	if err != nil {
		return nil, err
	}
	text := func(value string) *string { return &value }
	params := &openapi.Params{
		Action: &action, Version: text("2015-04-01"), Protocol: text("HTTP"), Pathname: text("/"),
		Method: text("POST"), AuthType: text("AK"), Style: text("RPC"),
		ReqBodyType: text("formData"), BodyType: text("json"),
	}
	request := &openapi.OpenApiRequest{Query: query}
	answer, err := client.CallApi(params, request, &dara.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	return answer["body"].(map[string]any), nil
}

// aliceWithRole creates a user who can assume roles, and the role `demo` that trusts the account.
func aliceWithRole(t *testing.T, admin *ram.Client) *openapi.Config {
	t.Helper()
	own := strings.Replace(trust, `"Service":["cr.aliyuncs.com"]`, `"RAM":["acs:ram::`+ready.AccountID+`:root"]`, 1)
	role := new(ram.CreateRoleRequest).SetRoleName("demo").SetAssumeRolePolicyDocument(own)
	_, err := admin.CreateRole(role)
	must(t, err)
	_, err = admin.CreateUser(new(ram.CreateUserRequest).SetUserName("alice"))
	must(t, err)
	attach := new(ram.AttachPolicyToUserRequest).SetPolicyType("System").SetUserName("alice")
	_, err = admin.AttachPolicyToUser(attach.SetPolicyName("AliyunSTSAssumeRoleAccess"))
	must(t, err)
	made, err := admin.CreateAccessKey(new(ram.CreateAccessKeyRequest).SetUserName("alice"))
	must(t, err)
	key := made.Body.AccessKey
	return &openapi.Config{AccessKeyId: key.AccessKeyId, AccessKeySecret: key.AccessKeySecret}
}

func TestASessionSendsItsTokenUntilItExpires(t *testing.T) {
	alice := aliceWithRole(t, begin(t))
	opened, err := sts(alice, "AssumeRole", map[string]*string{
		"RoleArn":         tea.String("acs:ram::" + ready.AccountID + ":role/demo"),
		"RoleSessionName": tea.String("ci"),
		"DurationSeconds": tea.String("900"),
	})
	must(t, err)
	given := opened["Credentials"].(map[string]any)
	part := func(name string) *string { return tea.String(given[name].(string)) }
	key := func() *openapi.Config {
		return &openapi.Config{
			AccessKeyId: part("AccessKeyId"), AccessKeySecret: part("AccessKeySecret"),
			SecurityToken: part("SecurityToken"), Type: tea.String("sts"),
		}
	}
	who, err := sts(key(), "GetCallerIdentity", nil)
	must(t, err)
	same(t, who["IdentityType"].(string), "AssumedRoleUser")
	refused(t, listRoles(client(t, key())), 403, "NoPermission")
	control(t, "POST", "clock", map[string]int{"seconds": 900})
	refused(t, listRoles(client(t, key())), 400, "InvalidSecurityToken.Expired")
	bare := key()
	bare.SecurityToken, bare.Type = nil, nil
	refused(t, listRoles(client(t, bare)), 400, "MissingSecurityToken")
}
