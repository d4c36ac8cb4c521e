//! `install.sh` against a file server on this machine.

use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::Ended;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../install.sh");

/// A release with one archive for this platform, a folder to install to, and a `PATH`.
struct Release {
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Release {
    /// A release whose command is this shell script.
    fn of(script: &str) -> Self {
        let release = Self::empty();
        let archive = release.archive(script);
        let sums = format!("{}  {}\n", hex(&archive), archive_name());
        release.serve("SHA256SUMS", sums.as_bytes());
        release.serve(&archive_name(), &archive);
        release
    }

    fn empty() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(MockServer::start());
        let folder = tempfile::tempdir().unwrap();
        let release = Self {
            folder,
            runtime,
            server,
        };
        fs::create_dir(release.path("bin")).unwrap();
        fs::create_dir(release.path("tools")).unwrap();
        for tool in TOOLS.iter().chain(&["curl"]) {
            release.offer(tool);
        }
        release
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a tool of this machine on the `PATH`.
    fn offer(&self, tool: &str) {
        let folders = std::env::var_os("PATH").unwrap();
        let mut found = std::env::split_paths(&folders).map(|folder| folder.join(tool));
        if let Some(found) = found.find(|file| file.exists()) {
            symlink(found, self.path("tools").join(tool)).unwrap();
        }
    }

    fn withdraw(&self, tool: &str) {
        fs::remove_file(self.path("tools").join(tool)).unwrap();
    }

    /// Replaces a tool by this shell script.
    fn fake(&self, tool: &str, script: &str) {
        let file = self.path("tools").join(tool);
        let _ = fs::remove_file(&file);
        write_script(&file, script);
    }

    fn archive(&self, script: &str) -> Vec<u8> {
        let folder = self.path("packed");
        fs::create_dir(&folder).unwrap();
        write_script(&folder.join("rolewright"), script);
        let mut tar = Command::new("tar");
        let tar = tar.args(["-czf", "-", "-C"]).arg(&folder).arg("rolewright");
        tar.output().unwrap().stdout
    }

    fn serve(&self, name: &str, content: &[u8]) {
        let reply = ResponseTemplate::new(200).set_body_bytes(content);
        let mock = Mock::given(path(format!("/{name}"))).respond_with(reply);
        self.runtime.block_on(mock.mount(&self.server));
    }

    fn command(&self, downloads: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg(SCRIPT).args(arguments).env_clear();
        command
            .env("PATH", self.path("tools"))
            .env("HOME", self.folder.path())
            .env("ROLEWRIGHT_DOWNLOADS", downloads);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(&self.server.uri(), arguments).output();
        Ended::from(output.unwrap())
    }

    fn install(&self) -> Ended {
        self.run(&["--to", self.path("bin").to_str().unwrap()])
    }

    /// Checks that the script failed for this reason and left nothing.
    fn assert_refused(&self, ended: &Ended, said: &str) {
        assert_ne!(ended.code, 0, "{}", ended.out);
        assert!(ended.err.contains(said), "{}", ended.err);
        assert!(ended.err.contains(" help: "), "{}", ended.err);
        assert_eq!(self.installed(), Vec::<String>::new());
    }

    fn installed(&self) -> Vec<String> {
        let files = fs::read_dir(self.path("bin")).unwrap();
        let name = |file: std::io::Result<fs::DirEntry>| file.unwrap().file_name();
        files
            .map(|file| name(file).into_string().unwrap())
            .collect()
    }
}

/// What the script calls, without a tool that downloads.
const TOOLS: [&str; 14] = [
    "awk",
    "cat",
    "chmod",
    "cut",
    "gzip",
    "mkdir",
    "mktemp",
    "mv",
    "openssl",
    "rm",
    "sha256sum",
    "shasum",
    "tar",
    "uname",
];

const WORKING: &str = "echo rolewright 0.0.0";

fn write_script(file: &Path, script: &str) {
    fs::write(file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

fn archive_name() -> String {
    let system = if cfg!(target_os = "macos") {
        "apple-darwin"
    } else {
        "unknown-linux-musl"
    };
    format!("rolewright-{}-{system}.tar.gz", std::env::consts::ARCH)
}

fn hex(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_binary_with_the_right_checksum_is_installed_and_replaces_an_older_one() {
    let release = Release::of(WORKING);
    for _ in 0..2 {
        let ended = release.install();
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{}", ended.out);
        assert!(
            ended.out.contains("Installed rolewright 0.0.0"),
            "{}",
            ended.out
        );
        assert!(ended.out.contains("to PATH"), "{}", ended.out);
        assert_eq!(release.installed(), ["rolewright"]);
        write_script(&release.path("bin/rolewright"), "echo old");
    }
}

#[test]
fn the_default_folder_is_below_the_home_folder_and_may_hold_blanks() {
    let release = Release::of(WORKING);
    assert_eq!(release.run(&[]).code, 0);
    assert!(release.path(".local/bin/rolewright").exists());
    let blank = release.path("a folder");
    assert_eq!(release.run(&["--to", blank.to_str().unwrap()]).code, 0);
    assert!(blank.join("rolewright").exists());
}

#[test]
fn wget_does_what_curl_does() {
    let release = Release::of(WORKING);
    release.withdraw("curl");
    let ended = release.install();
    release.assert_refused(&ended, "neither curl nor wget");
    release.offer("wget");
    if release.path("tools/wget").exists() {
        let ended = release.install();
        assert_eq!(ended.code, 0, "{}", ended.err);
    }
}

#[test]
fn a_wrong_or_missing_checksum_is_refused() {
    let release = Release::empty();
    let archive = release.archive(WORKING);
    release.serve(&archive_name(), &archive);
    release.serve(
        "SHA256SUMS",
        format!("{}  {}\n", hex(b"x"), archive_name()).as_bytes(),
    );
    let ended = release.install();
    release.assert_refused(&ended, "has the SHA-256");
    let release = Release::empty();
    release.serve(&archive_name(), &archive);
    release.serve(
        "SHA256SUMS",
        format!("{}  another.tar.gz\n", hex(&archive)).as_bytes(),
    );
    let ended = release.install();
    release.assert_refused(&ended, "no checksum");
}

#[test]
fn without_a_tool_for_checksums_nothing_is_installed() {
    let release = Release::of(WORKING);
    for tool in ["sha256sum", "shasum", "openssl"] {
        let _ = fs::remove_file(release.path("tools").join(tool));
    }
    let ended = release.install();
    release.assert_refused(&ended, "the checksum can't be verified");
}

#[test]
fn an_archive_that_is_none_is_refused_though_its_checksum_is_right() {
    let release = Release::empty();
    release.serve(&archive_name(), b"no archive");
    let sums = format!("{}  {}\n", hex(b"no archive"), archive_name());
    release.serve("SHA256SUMS", sums.as_bytes());
    let ended = release.install();
    release.assert_refused(&ended, "can't be unpacked");
}

#[test]
fn no_network_and_a_missing_release_are_named() {
    let release = Release::empty();
    let ended = release.install();
    release.assert_refused(&ended, "can't be downloaded");
    // Free a moment ago, so that nobody listens.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let to = release.path("bin");
    let arguments = ["--to", to.to_str().unwrap()];
    let nowhere = format!("http://127.0.0.1:{port}");
    let ended = Ended::from(release.command(&nowhere, &arguments).output().unwrap());
    release.assert_refused(&ended, "can't be downloaded");
    let plain = release.command("http://example.com", &arguments).output();
    release.assert_refused(&Ended::from(plain.unwrap()), "is not an https address");
}

#[test]
fn an_unsupported_platform_is_told_how_to_build() {
    let release = Release::of(WORKING);
    for answer in [
        "echo SunOS",
        "case $1 in -m) echo riscv64 ;; *) echo Linux ;; esac",
    ] {
        release.fake("uname", answer);
        let ended = release.install();
        release.assert_refused(&ended, "there is no binary for");
        assert!(ended.err.contains("cargo install"), "{}", ended.err);
    }
}

#[test]
fn a_binary_that_does_not_run_here_is_not_installed() {
    let release = Release::of("exit 126");
    let ended = release.install();
    release.assert_refused(&ended, "does not run here");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anything_is_downloaded() {
    let release = Release::of(WORKING);
    fs::write(release.path("file"), "").unwrap();
    let mut folders = vec![release.path("file/bin")];
    if !nix::unistd::Uid::effective().is_root() {
        let closed = release.path("closed");
        DirBuilder::new().mode(0o555).create(&closed).unwrap();
        folders.push(closed);
    }
    for folder in folders {
        let ended = release.run(&["--to", folder.to_str().unwrap()]);
        release.assert_refused(&ended, "is not a writable folder");
    }
    fs::create_dir(release.path("bin/rolewright")).unwrap();
    assert!(release.install().err.contains("is a folder"));
    let requests = release.runtime.block_on(release.server.received_requests());
    assert_eq!(requests.unwrap().len(), 0);
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let release = Release::of(WORKING);
    for arguments in [&["--frob"][..], &["--to"], &["--version", ""]] {
        assert_eq!(release.run(arguments).code, 64, "{arguments:?}");
    }
    let help = release.run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("--to DIR"));
}

#[test]
fn a_download_that_is_interrupted_leaves_nothing() {
    let release = Release::empty();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let to = release.path("bin");
    let mut command = release.command(&address, &["--to", to.to_str().unwrap()]);
    let mut child = command
        .process_group(0)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    let mut request = String::new();
    BufReader::new(connection.try_clone().unwrap())
        .read_line(&mut request)
        .unwrap();
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nhalf";
    connection.write_all(half).unwrap();
    let group = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
    nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGTERM).unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(release.installed(), Vec::<String>::new());
}
