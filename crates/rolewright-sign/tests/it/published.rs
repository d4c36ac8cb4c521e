//! Signatures from the documentation and from the tests of official clients.

use rolewright_sign::acs3::{self, Request};
use rolewright_sign::{Received, oss1, oss4, rpc};

#[test]
fn the_run_instances_example_of_the_v3_request_structure_page_is_reproduced() {
    let headers = acs3::sign(&Request {
        method: "POST",
        host: "ecs.cn-shanghai.aliyuncs.com",
        path: "/",
        query: &[
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            ),
            ("RegionId", "cn-shanghai"),
        ],
        action: "RunInstances",
        version: "2014-05-26",
        date: "2023-10-26T10:22:32Z",
        nonce: "3156853299f313e23d1673dc12e1703d",
        body: b"",
        access_key_id: "YourAccessKeyId",
        access_key_secret: "YourAccessKeySecret",
        security_token: None,
    });
    assert_eq!(
        headers.last().unwrap().1,
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
         x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    );
}

#[test]
fn the_get_role_signature_of_the_official_python_utils_get_authorization_is_reproduced() {
    let headers = acs3::sign(&Request {
        method: "POST",
        host: "ram.aliyuncs.com",
        path: "/",
        query: &[("RoleName", "AliyunContainerRegistryCustomizedOSSBucketRole")],
        action: "GetRole",
        version: "2015-05-01",
        date: "2026-01-02T03:04:05Z",
        nonce: "0123456789abcdef0123456789abcdef",
        body: b"",
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    });
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "host",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version",
            "authorization"
        ]
    );
    let (_, signature) = headers.last().unwrap().1.split_once("Signature=").unwrap();
    assert_eq!(
        signature,
        "0b6105194b2df072820a93e829e1694044d29dbbc4d1b6adb80bc986ed82c483"
    );
}

#[test]
fn the_create_user_example_of_the_ram_signature_mechanism_page_is_reproduced() {
    let params = [
        ("UserName", "test"),
        ("SignatureVersion", "1.0"),
        ("Format", "JSON"),
        ("Timestamp", "2015-08-18T03:15:45Z"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("Version", "2015-05-01"),
        ("Action", "CreateUser"),
        ("SignatureNonce", "6a6e0ca6-4557-11e5-86a2-b8e8563dc8d2"),
    ];
    assert_eq!(
        rpc::signature("GET", &params, "testsecret"),
        "kRA2cnpJVacIhDMzXnoNZG9tDCI="
    );
}

#[test]
fn the_get_role_signature_of_the_official_python_get_rpcsignature_is_reproduced() {
    let params = rpc::sign(&rpc::Request {
        method: "GET",
        action: "GetRole",
        version: "2015-05-01",
        timestamp: "2026-01-02T03:04:05Z",
        nonce: "n1",
        params: &[("RoleName", "R 1*~+")],
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    });
    let (name, signature) = params.last().unwrap();
    assert_eq!(
        (name.as_str(), signature.as_str()),
        ("Signature", "ffe9lEOSDNI4bPQ/oWsRU//eVgg=")
    );
}

#[test]
fn the_put_object_example_of_the_oss_authorization_header_page_is_reproduced() {
    let headers = [
        (
            "Content-MD5",
            "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=",
        ),
        ("Content-Type", "text/html"),
        ("Date", "Thu, 17 Nov 2005 18:49:58 GMT"),
        ("X-OSS-Meta-Author", "foo@bar.com"),
        ("X-OSS-Magic", "abracadabra"),
        (
            "Authorization",
            "OSS 44CF9590006BF252F707:26NBxoKdsyly4EDv6inkoDft/yA=",
        ),
    ];
    let received = Received {
        method: "PUT",
        path: "/nelson",
        raw_query: "",
        headers: &headers,
        body: b"",
    };
    let secret = "OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV";
    assert_eq!(oss1::verify(&received, Some("oss-example"), secret), Ok(()));
}

/// The request in the tests of the official Go client (alibabacloud-oss-go-sdk-v2,
/// `oss/signer/v4_test.go`).
fn go_test_request<'a>() -> oss4::Request<'a> {
    oss4::Request {
        method: "PUT",
        bucket: Some("bucket"),
        key: "1234+-/123/1.txt",
        query: &[
            ("param1", "value1"),
            ("+param1", "value3"),
            ("|param1", "value4"),
            ("+param2", ""),
            ("|param2", ""),
            ("param2", ""),
        ],
        headers: &[
            ("x-oss-head1", "value"),
            ("abc", "value"),
            ("ZAbc", "value"),
            ("XYZ", "value"),
            ("content-type", "text/plain"),
        ],
        additional_headers: &[],
        region: "cn-hangzhou",
        date_time: "20231216T162057Z",
        access_key_id: "ak",
        access_key_secret: "sk",
        security_token: None,
    }
}

#[test]
fn the_signatures_in_the_tests_of_the_official_go_oss_client_are_reproduced() {
    let signed = |request: &oss4::Request<'_>| oss4::sign(request).pop().unwrap().1;
    assert_eq!(
        signed(&go_test_request()),
        "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,\
         Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe"
    );
    let with_token = oss4::Request {
        date_time: "20231217T034736Z",
        security_token: Some("token"),
        ..go_test_request()
    };
    assert_eq!(
        signed(&with_token),
        "OSS4-HMAC-SHA256 Credential=ak/20231217/cn-hangzhou/oss/aliyun_v4_request,\
         Signature=b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea"
    );
    let with_more_headers = oss4::Request {
        date_time: "20231216T172512Z",
        additional_headers: &["ZAbc", "abc"],
        ..go_test_request()
    };
    assert_eq!(
        signed(&with_more_headers),
        "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,\
         AdditionalHeaders=abc;zabc,\
         Signature=4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f"
    );
}
