//! Documentation pages that checks cite.

pub(super) const SYNTAX: &str = "page on policy structure and syntax, https://www.alibabacloud.com/help/document_detail/93739.html";
pub(super) const ELEMENTS: &str =
    "page on policy elements, https://www.alibabacloud.com/help/tc/ram/policy-elements";
pub(super) const OPERATORS: &str =
    "page on conditional operators, https://www.alibabacloud.com/help/en/ram/conditional-operator";
pub(super) const TRUST: &str = "page on trust policies, https://help.aliyun.com/en/ram/user-guide/edit-the-trust-policy-of-a-ram-role";
pub(super) const OSS: &str = "OSS authorization syntax and elements, https://www.alibabacloud.com/help/en/oss/user-guide/authorization-syntax-and-elements";
pub(super) const EVALUATION: &str =
    "page on policy evaluation, https://www.alibabacloud.com/help/en/ram/policy-evaluation-process";
pub(super) const TABLES: &str = "RAM authorization tables, as in the catalogue of actions";
pub(super) const LIMITS: &str =
    "limits page, https://www.alibabacloud.com/help/en/ram/product-overview/limits";
pub(super) const ANALYZER: &str = "Access Analyzer's over-privilege findings, https://help.aliyun.com/en/ram/identify-over-authorization";
pub(super) const CHECKS: &str = "Access Analyzer's page on policy checks, https://www.alibabacloud.com/help/en/ram/permission-policy-check";
pub(super) const SAVES_SPACE: &str = "follows from policy evaluation; saves space";
