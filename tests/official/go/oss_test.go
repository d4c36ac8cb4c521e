package official

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"
	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss/credentials"
)

const (
	bucket = "my-images"
	object = "a folder/ü +%?&#.txt"
)

// Not every system resolves names below `localhost`.
var toEmulator = &http.Client{
	Timeout: 10 * time.Second,
	Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, ready.Host)
		},
	},
}

// variant is a signature version, and the place of the bucket's name.
type variant struct {
	version oss.SignatureVersionType
	inHost  bool
}

// each runs a test with a bucket that has one object, for each variant.
func each(t *testing.T, run func(*testing.T, variant)) {
	for name, one := range map[string]variant{
		"v1": {oss.SignatureVersionV1, false}, "v4": {oss.SignatureVersionV4, false},
		"v4, bucket in the host": {oss.SignatureVersionV4, true},
	} {
		t.Run(name, func(t *testing.T) {
			begin(t)
			client := one.client()
			_, err := client.PutBucket(context.Background(), &oss.PutBucketRequest{Bucket: oss.Ptr(bucket)})
			must(t, err)
			_, err = client.PutObject(context.Background(), &oss.PutObjectRequest{
				Bucket: oss.Ptr(bucket), Key: oss.Ptr(object), Body: strings.NewReader("Grüße"),
				Metadata: map[string]string{"team": "a"},
			})
			must(t, err)
			run(t, one)
		})
	}
}

// client returns a client, by default with the key of the account.
func (v variant) client(key ...string) *oss.Client {
	if len(key) == 0 {
		key = []string{ready.AccessKeyID, ready.AccessKeySecret}
	}
	endpoint := ready.Endpoint
	if v.inHost {
		endpoint = strings.Replace(endpoint, "127.0.0.1", "localhost", 1)
	}
	provider := credentials.NewStaticCredentialsProvider(key[0], key[1], key[2:]...)
	config := oss.LoadDefaultConfig().WithRegion(region).WithEndpoint(endpoint)
	config = config.WithCredentialsProvider(provider).WithSignatureVersion(v.version)
	return oss.NewClient(config.WithHttpClient(toEmulator).WithRetryMaxAttempts(1))
}

// sign presigns a request for 10 minutes.
func sign(t *testing.T, client *oss.Client, request any) string {
	t.Helper()
	signed, err := client.Presign(context.Background(), request, oss.PresignExpires(10*time.Minute))
	must(t, err)
	return signed.URL
}

var (
	toGet = &oss.GetObjectRequest{Bucket: oss.Ptr(bucket), Key: oss.Ptr(object)}
	toPut = &oss.PutObjectRequest{Bucket: oss.Ptr(bucket), Key: oss.Ptr(object)}
)

// ask requests a presigned URL, and returns status and body.
func ask(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	must(t, err)
	answer, err := toEmulator.Do(request)
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, string(text)
}

// asked checks status and a part of the body of a presigned URL.
func asked(t *testing.T, method, url string, status int, part string) {
	t.Helper()
	got, text := ask(t, method, url, "other")
	if got != status || !strings.Contains(text, part) {
		t.Fatalf("%d %s, not %d %s", got, text, status, part)
	}
}

// refusedByOSS checks status and code of a failed call.
func refusedByOSS(t *testing.T, err error, status int, code string) {
	t.Helper()
	var failure *oss.ServiceError
	if !errors.As(err, &failure) || failure.StatusCode != status || failure.Code != code {
		t.Fatalf("not %d %s: %v", status, code, err)
	}
}

func TestObjectsAreReturnedUnchanged(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		got, err := v.client().GetObject(context.Background(), toGet)
		must(t, err)
		text, err := io.ReadAll(got.Body)
		must(t, err)
		same(t, string(text)+got.Metadata["Team"]+got.Metadata["team"], "Grüßea")
		gone := &oss.GetObjectRequest{Bucket: oss.Ptr(bucket), Key: oss.Ptr("gone")}
		_, err = v.client().GetObject(context.Background(), gone)
		refusedByOSS(t, err, 404, "NoSuchKey")
	})
}

func TestACopyHasTheMetadataOfItsSourceUnlessReplaced(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		copied := &oss.CopyObjectRequest{
			Bucket: oss.Ptr(bucket), Key: oss.Ptr("copies/of it"), SourceKey: oss.Ptr(object),
		}
		team := func() string {
			head := &oss.HeadObjectRequest{Bucket: copied.Bucket, Key: copied.Key}
			got, err := v.client().HeadObject(context.Background(), head)
			must(t, err)
			return got.Headers.Get("x-oss-meta-team")
		}
		_, err := v.client().CopyObject(context.Background(), copied)
		must(t, err)
		same(t, team(), "a")
		copied.MetadataDirective, copied.Metadata = oss.Ptr("REPLACE"), map[string]string{"team": "b"}
		_, err = v.client().CopyObject(context.Background(), copied)
		must(t, err)
		same(t, team(), "b")
		copied.SourceKey = oss.Ptr("gone")
		_, err = v.client().CopyObject(context.Background(), copied)
		refusedByOSS(t, err, 404, "NoSuchKey")
	})
}

func TestAnObjectHasAnACLAndABucketHasTags(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		client := v.client()
		acl := func() string {
			get := &oss.GetObjectAclRequest{Bucket: oss.Ptr(bucket), Key: oss.Ptr(object)}
			got, err := client.GetObjectAcl(context.Background(), get)
			must(t, err)
			return *got.ACL
		}
		same(t, acl(), "default")
		_, err := client.PutObjectAcl(context.Background(), &oss.PutObjectAclRequest{
			Bucket: oss.Ptr(bucket), Key: oss.Ptr(object), Acl: oss.ObjectACLPublicRead,
		})
		must(t, err)
		same(t, acl(), "public-read")
		tags := &oss.TagSet{Tags: []oss.Tag{{Key: oss.Ptr("team"), Value: oss.Ptr("a b+ü")}}}
		_, err = client.PutBucketTags(context.Background(), &oss.PutBucketTagsRequest{
			Bucket: oss.Ptr(bucket), Tagging: &oss.Tagging{TagSet: tags},
		})
		must(t, err)
		get := &oss.GetBucketTagsRequest{Bucket: oss.Ptr(bucket)}
		got, err := client.GetBucketTags(context.Background(), get)
		must(t, err)
		same(t, *got.Tagging.TagSet.Tags[0].Value, "a b+ü")
		away := &oss.DeleteBucketTagsRequest{Bucket: oss.Ptr(bucket)}
		_, err = client.DeleteBucketTags(context.Background(), away)
		must(t, err)
		got, err = client.GetBucketTags(context.Background(), get)
		must(t, err)
		same(t, len(got.Tagging.TagSet.Tags), 0)
	})
}

func TestAPresignedURLNeedsNoHeaderAndAllowsOnlyItsMethod(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		asked(t, "PUT", sign(t, v.client(), toPut), 200, "")
		asked(t, "GET", sign(t, v.client(), toGet), 200, "other")
		asked(t, "DELETE", sign(t, v.client(), toGet), 403, "SignatureDoesNotMatch")
	})
}

func TestAPresignedURLIsValidUntilItExpires(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		url := sign(t, v.client(), toGet)
		control(t, "POST", "clock", map[string]int{"seconds": 590})
		asked(t, "GET", url, 200, "Grüße")
		control(t, "POST", "clock", map[string]int{"seconds": 20})
		asked(t, "GET", url, 403, "AccessDenied")
	})
}

func TestASessionSignsAURLWithItsTokenAndHasOnlyItsPermissions(t *testing.T) {
	each(t, func(t *testing.T, v variant) {
		admin := root(t)
		role := new(ram.CreateRoleRequest).SetRoleName("reader")
		_, err := admin.CreateRole(role.SetAssumeRolePolicyDocument(trustOf(ready.AccountID)))
		must(t, err)
		attach := new(ram.AttachPolicyToRoleRequest).SetPolicyType("System").SetRoleName("reader")
		_, err = admin.AttachPolicyToRole(attach.SetPolicyName("AliyunOSSReadOnlyAccess"))
		must(t, err)
		alice := user(t, admin, "alice", mayAssume)
		key, err := assume(alice, "acs:ram::"+ready.AccountID+":role/reader")
		must(t, err)
		session := v.client(*key.AccessKeyId, *key.AccessKeySecret, tea.StringValue(key.SecurityToken))
		asked(t, "GET", sign(t, session, toGet), 200, "Grüße")
		asked(t, "PUT", sign(t, session, toPut), 403, "AccessDenied")
	})
}
