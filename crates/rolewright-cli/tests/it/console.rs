//! `rolewright console` as a process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::Shell;

/// A running console, and the address that it printed.
struct Console {
    child: Child,
    address: String,
}

impl Console {
    fn start(shell: &Shell, line: &str) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"))
            .current_dir(shell.path())
            .env_clear()
            .arg("console")
            .args(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut address).unwrap();
        Self {
            child,
            address: address.trim().to_owned(),
        }
    }

    /// Opens the printed address; returns the root and the cookie.
    fn open(&self) -> (String, String) {
        let opened = self.get(&self.address, "");
        let (_, cookie) = opened.split_once("set-cookie: ").expect("a cookie");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let (root, _) = self.address.split_once('?').unwrap();
        (root.to_owned(), cookie)
    }

    /// Sends a GET to the path of an address.
    fn get(&self, address: &str, cookie: &str) -> String {
        self.send("GET", address, &format!("Cookie: {cookie}\r\n\r\n"))
    }

    /// Sends a form.
    fn post(&self, address: &str, cookie: &str, body: &str) -> String {
        let origin = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let length = body.len();
        let rest = format!(
            "Cookie: {cookie}\r\nOrigin: {origin}\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        );
        self.send("POST", address, &rest)
    }

    fn send(&self, method: &str, address: &str, rest: &str) -> String {
        let address = address.strip_prefix("http://").unwrap();
        let (host, path) = address.split_once('/').unwrap();
        let request =
            format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{rest}");
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(mut self) -> (Option<i32>, String) {
        let id = i32::try_from(self.child.id()).unwrap();
        kill(Pid::from_raw(id), Signal::SIGINT).unwrap();
        let mut said = String::new();
        let mut errors = self.child.stderr.take().unwrap();
        errors.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

#[test]
fn the_console_prints_an_address_for_one_session_and_ends_by_a_signal() {
    let shell = Shell::new();
    let console = Console::start(&shell, "--provider local --account 42");
    assert!(console.address.starts_with("http://127.0.0.1:"));
    let (root, cookie) = console.open();
    assert!(console.get(&console.address, "").contains("403 Forbidden"));
    let page = console.get(&root, &cookie);
    assert!(page.contains("acs:ram::42:root"), "{page}");
    let page = console.get(&format!("{root}setup"), &cookie);
    assert!(page.contains("container-registry/custom-bucket"), "{page}");
    let (code, said) = console.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("can be opened once"), "{said}");
}

#[test]
fn a_listen_address_that_other_machines_can_reach_is_refused() {
    let shell = Shell::new();
    let ended = shell.run("console --provider local --listen 0.0.0.0:0");
    assert_eq!(ended.code, 64, "{}", ended.err);
    assert!(
        ended.err.contains("is not a loopback address"),
        "{}",
        ended.err
    );
}

/// The text of an element with this id.
fn copied(page: &str, id: &str) -> String {
    let (_, rest) = page.split_once(&format!("<pre id=\"{id}\"")).expect(id);
    let (_, rest) = rest.split_once('>').unwrap();
    let (text, _) = rest.split_once("</pre>").unwrap();
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_command_and_the_file_to_copy_make_the_set_up_of_the_form() {
    let shell = Shell::new();
    let console = Console::start(&shell, "--provider local");
    let (root, cookie) = console.open();
    let form = format!("{root}setup/form?recipe=container-registry/custom-bucket");
    let page = console.get(&form, &cookie);
    let (_, token) = page.split_once("name=\"form_token\" value=\"").unwrap();
    let token = token.split('"').next().unwrap();
    let (_, trust) = page.split_once("id=\"trust\"").unwrap();
    let (_, trust) = trust.split_once(">\n").unwrap();
    let trust = trust
        .split("</textarea>")
        .next()
        .unwrap()
        .replace("&quot;", "%22");
    let fields = format!(
        "form_token={token}&recipe=container-registry/custom-bucket&value.bucket=my-images@cn-hangzhou\
         &has_form=1&trust_service=on&trust_current=on&trust={trust}&next=form"
    );
    let saved = console.post(&format!("{root}setup/form"), &cookie, &fields);
    let (_, draft) = saved.split_once("?draft=").expect(&saved);
    let draft = draft.lines().next().unwrap();
    let copy = console.get(&format!("{root}setup/copy?draft={draft}"), &cookie);
    drop(console.end());
    let command = copied(&copy, "command");
    let line = command.strip_prefix("rolewright ").unwrap();
    let applied = shell.run(&format!("{line} --yes"));
    assert_eq!(applied.code, 0, "{line}\n{}{}", applied.out, applied.err);
    assert!(shell.run("show").out.contains("every RAM user and role"));
    shell.write("rolewright.toml", &copied(&copy, "toml"));
    let plan = shell.run("plan");
    assert_eq!(plan.code, 0, "{}{}", plan.out, plan.err);
}
