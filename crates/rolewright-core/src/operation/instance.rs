//! Container Registry's instances, as far as it has to be known whether there are any.
//!
//! Shapes are those of the official Python SDK `alibabacloud-cr20181201`. Left out are the
//! instances' times, tags and resource groups, and the parameters `InstanceName`, which is
//! obsolete, and `ResourceGroupId`.

wire! {
    /// An instance of Container Registry.
    pub struct Instance {
        /// The service's own id, `cri-...`.
        pub instance_id: String,
        /// The name.
        pub instance_name: String,
        /// The edition, for example `Enterprise_Basic`.
        pub instance_specification: String,
        /// `PENDING`, `INIT_ERROR`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `DELETING` or
        /// `DELETED`.
        pub instance_status: String,
        /// What keeps it from running, for example `OSS_SERVICE_ROLE_UNAUTHORIZED` when Container
        /// Registry can't assume its role.
        pub instance_issue: Option<String>,
        /// The region.
        pub region_id: String,
    }
}

operation! {
    CR Read;
    /// Lists the instances of one region, a page at a time. `NoPrivilege` without the permission
    /// `cr:ListInstance`.
    pub struct ListInstance {
        /// The region, for example `cn-hangzhou`. Required: it says which endpoint is asked.
        pub region_id: String,
        /// Only those of this status.
        pub instance_status: Option<String>,
        /// The page to read, from 1; the service takes 1 when absent.
        pub page_no: Option<u32>,
        /// The page's size; the service takes 30 when absent.
        pub page_size: Option<u32>,
    }
    /// One page of instances.
    pub struct ListInstanceOutput {
        /// Whether the call succeeded. Container Registry may say `false` with http 200, which a
        /// provider has to take for an error.
        pub is_success: bool,
        /// `success`, or the error's code.
        pub code: String,
        /// The instances.
        pub instances: Vec<Instance>,
        /// The page.
        pub page_no: u32,
        /// The page's size.
        pub page_size: u32,
        /// The number of instances on all pages.
        pub total_count: u32,
    }
}

operation! {
    CR Read;
    /// Reads one instance. `NoPrivilege` without the permission `cr:GetInstance`.
    pub struct GetInstance {
        /// The region, for example `cn-hangzhou`. Required: it says which endpoint is asked.
        pub region_id: String,
        /// The service's own id, `cri-...`. Required.
        pub instance_id: String,
    }
    /// The instance.
    pub struct GetInstanceOutput {
        /// Whether the call succeeded; see [`ListInstanceOutput::is_success`].
        pub is_success: bool,
        /// `success`, or the error's code.
        pub code: String,
        /// The service's own id.
        pub instance_id: String,
        /// The name.
        pub instance_name: String,
        /// The edition, for example `Enterprise_Basic`.
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

    /// The marker is the next page's number.
    fn split(output: ListInstanceOutput) -> (Vec<Instance>, Option<String>) {
        let given = output.page_no.saturating_mul(output.page_size);
        let more = !output.instances.is_empty() && given < output.total_count;
        let next = more.then(|| output.page_no.saturating_add(1).to_string());
        (output.instances, next)
    }
}
