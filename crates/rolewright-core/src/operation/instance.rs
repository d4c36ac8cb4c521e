//! Container Registry instances, to find out which ones use a role.
//!
//! Fields follow the official Python SDK `alibabacloud-cr20181201`. Omitted are times, tags and
//! resource groups, and the parameters `InstanceName` (obsolete) and `ResourceGroupId`.

wire! {
    /// A Container Registry instance.
    pub struct Instance {
        /// ID assigned by the service, `cri-...`.
        pub instance_id: String,
        /// Name.
        pub instance_name: String,
        /// Edition, for example `Enterprise_Basic`.
        pub instance_specification: String,
        /// `PENDING`, `INIT_ERROR`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `DELETING` or
        /// `DELETED`.
        pub instance_status: String,
        /// Problem that prevents the instance from running, for example
        /// `OSS_SERVICE_ROLE_UNAUTHORIZED` if Container Registry can't assume its role.
        pub instance_issue: Option<String>,
        /// Region.
        pub region_id: String,
    }
}

operation! {
    CR Read;
    /// Lists the instances in a region. Paginated. Fails with `NoPrivilege` without the permission
    /// `cr:ListInstance`.
    pub struct ListInstance {
        /// Region, for example `cn-hangzhou`. Required; it selects the endpoint.
        pub region_id: String,
        /// Filter: instances with this status.
        pub instance_status: Option<String>,
        /// Page number, from 1; default 1.
        pub page_no: Option<u32>,
        /// Page size; default 30.
        pub page_size: Option<u32>,
    }
    /// Output of `ListInstance`.
    pub struct ListInstanceOutput {
        /// Whether the call succeeded. Container Registry can return `false` with HTTP 200; a
        /// provider treats that as an error.
        pub is_success: bool,
        /// `success`, or an error code.
        pub code: String,
        /// The instances.
        pub instances: Vec<Instance>,
        /// Page number.
        pub page_no: u32,
        /// Page size.
        pub page_size: u32,
        /// Number of instances on all pages.
        pub total_count: u32,
    }
}

operation! {
    CR Read;
    /// Returns an instance. Fails with `NoPrivilege` without the permission `cr:GetInstance`.
    pub struct GetInstance {
        /// Region, for example `cn-hangzhou`. Required; it selects the endpoint.
        pub region_id: String,
        /// Instance ID, `cri-...`. Required.
        pub instance_id: String,
    }
    /// Output of `GetInstance`.
    pub struct GetInstanceOutput {
        /// Whether the call succeeded; see [`ListInstanceOutput::is_success`].
        pub is_success: bool,
        /// `success`, or an error code.
        pub code: String,
        /// ID assigned by the service.
        pub instance_id: String,
        /// Name.
        pub instance_name: String,
        /// Edition, for example `Enterprise_Basic`.
        pub instance_specification: String,
        /// As [`Instance::instance_status`].
        pub instance_status: String,
        /// As [`Instance::instance_issue`].
        pub instance_issue: Option<String>,
    }
}

impl crate::provider::Paged for ListInstance {
    type Item = Instance;

    fn set_marker(&mut self, marker: String) {
        self.page_no = marker.parse().ok();
    }

    /// The marker is the number of the next page.
    fn split(output: ListInstanceOutput) -> (Vec<Instance>, Option<String>) {
        let given = output.page_no.saturating_mul(output.page_size);
        let more = !output.instances.is_empty() && given < output.total_count;
        let next = more.then(|| output.page_no.saturating_add(1).to_string());
        (output.instances, next)
    }
}
