package official

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/tea"
)

func makeRole(client *ram.Client, name string) (*ram.CreateRoleResponse, error) {
	request := new(ram.CreateRoleRequest).SetRoleName(name).SetAssumeRolePolicyDocument(trust)
	return client.CreateRole(request.SetDescription(tricky))
}

func makePolicy(t *testing.T, client *ram.Client, text string) {
	t.Helper()
	request := new(ram.CreatePolicyRequest).SetPolicyName("images").SetPolicyDocument(text)
	_, err := client.CreatePolicy(request)
	must(t, err)
}

func listRoles(client *ram.Client) error {
	_, err := client.ListRoles(new(ram.ListRolesRequest))
	return err
}

func TestRoleAndPolicyAreCreatedAndDeleted(t *testing.T) {
	client := begin(t)
	made, err := makeRole(client, "demo")
	must(t, err)
	same(t, *made.Body.Role.Description, tricky)
	makePolicy(t, client, document)
	attach := new(ram.AttachPolicyToRoleRequest).SetPolicyType("Custom").SetPolicyName("images")
	_, err = client.AttachPolicyToRole(attach.SetRoleName("demo"))
	must(t, err)
	listed, err := client.ListPoliciesForRole(new(ram.ListPoliciesForRoleRequest).SetRoleName("demo"))
	must(t, err)
	same(t, *listed.Body.Policies.Policy[0].PolicyName, "images")
	away := new(ram.DeleteRoleRequest).SetRoleName("demo")
	_, err = client.DeleteRole(away)
	refused(t, err, 409, "DeleteConflict.Role.Policy")
	detach := new(ram.DetachPolicyFromRoleRequest).SetPolicyType("Custom").SetPolicyName("images")
	_, err = client.DetachPolicyFromRole(detach.SetRoleName("demo"))
	must(t, err)
	_, err = client.DeleteRole(away)
	must(t, err)
	_, err = client.DeletePolicy(new(ram.DeletePolicyRequest).SetPolicyName("images"))
	must(t, err)
	_, err = client.GetRole(new(ram.GetRoleRequest).SetRoleName("demo"))
	refused(t, err, 404, "EntityNotExist.Role")
}

func TestErrorsHaveAllFieldsOfTheService(t *testing.T) {
	client := begin(t)
	_, err := makeRole(client, "demo")
	must(t, err)
	_, err = makeRole(client, "demo")
	refused(t, err, 409, "EntityAlreadyExists.Role")
	_, err = makeRole(client, "a b")
	refused(t, err, 400, "InvalidParameter.RoleName.InvalidChars")
	_, err = client.GetRole(new(ram.GetRoleRequest).SetRoleName("gone"))
	failure := refused(t, err, 404, "EntityNotExist.Role")
	for _, part := range []string{`"RequestId":"`, `"HostId":"` + ready.Host, `"Recommend":"https://`} {
		same(t, strings.Contains(*failure.Data, part), true)
	}
}

func TestListsHavePages(t *testing.T) {
	client := begin(t)
	for number := range 7 {
		_, err := makeRole(client, fmt.Sprintf("role-%d", number))
		must(t, err)
	}
	request := new(ram.ListRolesRequest).SetMaxItems(3)
	var found []string
	for {
		page, err := client.ListRoles(request)
		must(t, err)
		for _, role := range page.Body.Roles.Role {
			found = append(found, *role.RoleName)
		}
		if !*page.Body.IsTruncated {
			break
		}
		request.Marker = page.Body.Marker
	}
	same(t, strings.Join(found, " "), "role-0 role-1 role-2 role-3 role-4 role-5 role-6")
}

func TestTagsAreSetFilteredAndRemoved(t *testing.T) {
	client := begin(t)
	for _, name := range []string{"a", "b"} {
		_, err := makeRole(client, name)
		must(t, err)
	}
	value := "über +&="
	put := new(ram.TagResourcesRequest).SetResourceType("role").SetResourceNames([]*string{tea.String("a")})
	_, err := client.TagResources(put.SetTag([]*ram.TagResourcesRequestTag{
		new(ram.TagResourcesRequestTag).SetKey("team").SetValue(value),
	}))
	must(t, err)
	filter := new(ram.ListRolesRequestTag).SetKey("team").SetValue(value)
	listed, err := client.ListRoles(new(ram.ListRolesRequest).SetTag([]*ram.ListRolesRequestTag{filter}))
	must(t, err)
	same(t, len(listed.Body.Roles.Role), 1)
	away := new(ram.UntagResourcesRequest).SetResourceType("role").SetResourceNames([]*string{tea.String("a")})
	_, err = client.UntagResources(away.SetTagKeys([]*string{tea.String("team")}))
	must(t, err)
	left, err := client.ListTagResources(new(ram.ListTagResourcesRequest).SetResourceType("role"))
	must(t, err)
	same(t, len(left.Body.TagResources), 0)
}

func TestTextsAreReturnedUnchanged(t *testing.T) {
	client := begin(t)
	text := strings.Replace(document, `"*"`, `"acs:oss:*:*:漢字 é +~ &%"`, 1) + "\r\n  "
	makePolicy(t, client, text)
	got, err := client.GetPolicy(new(ram.GetPolicyRequest).SetPolicyType("Custom").SetPolicyName("images"))
	must(t, err)
	same(t, *got.Body.DefaultPolicyVersion.PolicyDocument, text)
}

func TestASixthVersionNeedsADeletion(t *testing.T) {
	client := begin(t)
	makePolicy(t, client, document)
	version := new(ram.CreatePolicyVersionRequest).SetPolicyName("images").SetPolicyDocument(document)
	version.SetSetAsDefault(true)
	for range 4 {
		_, err := client.CreatePolicyVersion(version)
		must(t, err)
	}
	_, err := client.CreatePolicyVersion(version)
	refused(t, err, 409, "LimitExceeded.Policy.Version")
	version.SetRotateStrategy("DeleteOldestNonDefaultVersionWhenLimitExceeded")
	made, err := client.CreatePolicyVersion(version)
	must(t, err)
	same(t, *made.Body.PolicyVersion.VersionId, "v6")
	asked := new(ram.ListPolicyVersionsRequest).SetPolicyType("Custom").SetPolicyName("images")
	listed, err := client.ListPolicyVersions(asked)
	must(t, err)
	same(t, len(listed.Body.PolicyVersions.PolicyVersion), 5)
}

func TestADenialNamesTheMissingPermission(t *testing.T) {
	alice := client(t, user(t, begin(t), "alice"))
	failure := refused(t, listRoles(alice), 403, "NoPermission")
	same(t, fmt.Sprint(failure.AccessDeniedDetail["AuthAction"]), "ram:ListRoles")
}

func TestWrongSecretsUnknownKeysAndInvalidTokensAreRejected(t *testing.T) {
	begin(t)
	id, secret := &ready.AccessKeyID, &ready.AccessKeySecret
	wrong := client(t, &openapi.Config{AccessKeyId: id, AccessKeySecret: tea.String("wrong")})
	refused(t, listRoles(wrong), 400, "SignatureDoesNotMatch")
	unknown := client(t, &openapi.Config{AccessKeyId: tea.String("nobody"), AccessKeySecret: secret})
	refused(t, listRoles(unknown), 404, "InvalidAccessKeyId.NotFound")
	token := tea.String("odd")
	odd := client(t, &openapi.Config{AccessKeyId: id, AccessKeySecret: secret, SecurityToken: token})
	refused(t, listRoles(odd), 400, "InvalidSecurityToken.MismatchWithAccessKey")
	control(t, "POST", "clock", map[string]int{"seconds": 1000})
	refused(t, listRoles(root(t)), 400, "InvalidTimeStamp.Expired")
}

// twice sends each request twice, and returns the second response.
type twice struct{}

func (twice) Call(request *http.Request, transport *http.Transport) (*http.Response, error) {
	first, err := transport.RoundTrip(request.Clone(request.Context()))
	if err != nil {
		return nil, err
	}
	first.Body.Close()
	return transport.RoundTrip(request)
}

func TestARepeatedRequestIsRejected(t *testing.T) {
	begin(t)
	again := client(t, &openapi.Config{
		AccessKeyId:     &ready.AccessKeyID,
		AccessKeySecret: &ready.AccessKeySecret,
		HttpClient:      twice{},
	})
	refused(t, listRoles(again), 400, "SignatureNonceUsed")
}

func TestTheClientRecognisesFaults(t *testing.T) {
	client := begin(t)
	fail(t, "ListRoles", map[string]any{"kind": "throttle", "retry_after_milliseconds": 200})
	refused(t, listRoles(client), 400, "Throttling.User")
	fail(t, "ListRoles", map[string]any{"kind": "service_unavailable"})
	refused(t, listRoles(client), 503, "ServiceUnavailable")
	for _, kind := range []string{"bad_gateway", "cut_before", "cut_body", "lose_answer"} {
		fail(t, "ListRoles", map[string]any{"kind": kind})
		if listRoles(client) == nil {
			t.Fatal(kind)
		}
	}
	control(t, "DELETE", "faults", nil)
	must(t, listRoles(client))
}
