package official

import (
	"strings"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
)

// call calls a service without a client of its own, with the version of its API.
func call(config *openapi.Config, version, action string, query map[string]*string) (map[string]any, error) {
	config.SetEndpoint(ready.Host).SetProtocol("http")
	client, err := openapi.NewClient(config)
	if err != nil {
		return nil, err
	}
	text := func(value string) *string { return &value }
	params := &openapi.Params{
		Action: &action, Version: &version, Protocol: text("HTTP"), Pathname: text("/"),
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

// sts calls Security Token Service.
func sts(config *openapi.Config, action string, query map[string]*string) (map[string]any, error) {
	return call(config, "2015-04-01", action, query)
}

// trustOf returns a trust policy for the users and roles of an account.
func trustOf(account string) string {
	return strings.Replace(trust, `"Service":["cr.aliyuncs.com"]`, `"RAM":["acs:ram::`+account+`:root"]`, 1)
}

// user creates a user with these system policies, and returns its access key.
func user(t *testing.T, admin *ram.Client, name string, policies ...string) *openapi.Config {
	t.Helper()
	_, err := admin.CreateUser(new(ram.CreateUserRequest).SetUserName(name))
	must(t, err)
	for _, policy := range policies {
		attach := new(ram.AttachPolicyToUserRequest).SetPolicyType("System").SetUserName(name)
		_, err = admin.AttachPolicyToUser(attach.SetPolicyName(policy))
		must(t, err)
	}
	made, err := admin.CreateAccessKey(new(ram.CreateAccessKeyRequest).SetUserName(name))
	must(t, err)
	key := made.Body.AccessKey
	return &openapi.Config{AccessKeyId: key.AccessKeyId, AccessKeySecret: key.AccessKeySecret}
}

// assume opens a session of a role for 15 minutes, and returns its key and token.
func assume(key *openapi.Config, role string) (*openapi.Config, error) {
	opened, err := sts(key, "AssumeRole", map[string]*string{
		"RoleArn":         &role,
		"RoleSessionName": tea.String("ci"),
		"DurationSeconds": tea.String("900"),
	})
	if err != nil {
		return nil, err
	}
	given := opened["Credentials"].(map[string]any)
	part := func(name string) *string { return tea.String(given[name].(string)) }
	return &openapi.Config{
		AccessKeyId: part("AccessKeyId"), AccessKeySecret: part("AccessKeySecret"),
		SecurityToken: part("SecurityToken"), Type: tea.String("sts"),
	}, nil
}

func TestASessionSendsItsTokenUntilItExpires(t *testing.T) {
	admin := begin(t)
	role := new(ram.CreateRoleRequest).SetRoleName("demo").SetAssumeRolePolicyDocument(trustOf(ready.AccountID))
	_, err := admin.CreateRole(role)
	must(t, err)
	alice := user(t, admin, "alice", "AliyunSTSAssumeRoleAccess")
	session, err := assume(alice, "acs:ram::"+ready.AccountID+":role/demo")
	must(t, err)
	who, err := sts(session, "GetCallerIdentity", nil)
	must(t, err)
	same(t, who["IdentityType"].(string), "AssumedRoleUser")
	refused(t, listRoles(client(t, session)), 403, "NoPermission")
	control(t, "POST", "clock", map[string]int{"seconds": 900})
	refused(t, listRoles(client(t, session)), 400, "InvalidSecurityToken.Expired")
	bare := *session
	bare.SecurityToken, bare.Type = nil, nil
	refused(t, listRoles(client(t, &bare)), 400, "MissingSecurityToken")
}
