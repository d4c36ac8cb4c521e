package official

import (
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
)

const (
	other       = "2000000000000001"
	otherRoles  = "acs:ram::" + other + ":role/"
	adminOfIt   = otherRoles + "resourcedirectoryaccountaccessrole"
	mayAssume   = "AliyunSTSAssumeRoleAccess"
	memberAdmin = "acs:ram::" + other + ":assumed-role/ResourceDirectoryAccountAccessRole/ci"
)

func TestASessionOfAMemberWorksInTheMemberOnly(t *testing.T) {
	admin := begin(t)
	session, err := assume(user(t, admin, "alice", mayAssume), adminOfIt)
	must(t, err)
	who, err := sts(session, "GetCallerIdentity", nil)
	must(t, err)
	same(t, who["AccountId"].(string), other)
	same(t, who["Arn"].(string), memberAdmin)
	member := client(t, session)
	_, err = member.CreateUser(new(ram.CreateUserRequest).SetUserName("bob"))
	must(t, err)
	bob := new(ram.GetUserRequest).SetUserName("bob")
	_, err = member.GetUser(bob)
	must(t, err)
	_, err = admin.GetUser(bob)
	refused(t, err, 404, "EntityNotExist.User")
}

func TestBothAccountsMustAllowTheSession(t *testing.T) {
	admin := begin(t)
	alice := user(t, admin, "alice", mayAssume)
	session, err := assume(alice, adminOfIt)
	must(t, err)
	member := client(t, session)
	for name, trusted := range map[string]string{"open": ready.AccountID, "closed": other} {
		role := new(ram.CreateRoleRequest).SetRoleName(name).SetAssumeRolePolicyDocument(trustOf(trusted))
		_, err := member.CreateRole(role)
		must(t, err)
	}
	_, err = assume(alice, otherRoles+"open")
	must(t, err)
	for _, asked := range []struct {
		key  *openapi.Config
		role string
	}{{alice, "closed"}, {user(t, admin, "carol"), "open"}, {rootKey(), "open"}} {
		_, err := assume(asked.key, otherRoles+asked.role)
		refused(t, err, 403, "NoPermission")
	}
}
