//! Connections that ask as fast as they are answered.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::server::Server;

/// Whom the load is on, and what is asked for.
#[derive(Clone)]
pub(crate) struct Load {
    pub(crate) server: Server,
    pub(crate) host: String,
    pub(crate) roles: usize,
}

impl Load {
    /// Makes the roles that are asked for.
    pub(crate) async fn prepare(&self) -> Outcome<()> {
        let mut line = Line::to(&self.host);
        for number in 0..self.roles {
            let request = self.server.create_role(&self.host, &name(number));
            line.ask(&request).await?;
        }
        Ok(())
    }

    /// The body of the response to a `GetRole`.
    pub(crate) async fn answer(&self) -> Outcome<String> {
        self.prepare().await?;
        let mut line = Line::to(&self.host);
        line.ask(&self.server.get_role(&self.host, &name(0), "once"))
            .await?;
        let answer = String::from_utf8_lossy(&line.answer);
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("no body")?;
        Ok(body.to_owned())
    }

    /// So many connections for so long: microseconds of each `GetRole`, sorted.
    pub(crate) async fn run(&self, connections: usize, time: Duration) -> Outcome<Vec<u32>> {
        let until = Instant::now() + time;
        let each = (0..connections).map(|number| tokio::spawn(self.clone().hammer(number, until)));
        let mut times = Vec::new();
        for one in each.collect::<Vec<_>>() {
            times.extend(one.await??);
        }
        times.sort_unstable();
        Ok(times)
    }

    async fn hammer(self, number: usize, until: Instant) -> Outcome<Vec<u32>> {
        let mut line = Line::to(&self.host);
        let mut times = Vec::new();
        // A nonce is taken once, whichever round it is.
        let nonce = jiff::Timestamp::now().as_nanosecond();
        while Instant::now() < until {
            let nonce = format!("{nonce}-{number}-{}", times.len());
            // Far apart, so that every role is asked for.
            let name = name((times.len() * 7919 + number) % self.roles);
            let request = self.server.get_role(&self.host, &name, &nonce);
            let begun = Instant::now();
            line.ask(&request).await?;
            times.push(u32::try_from(begun.elapsed().as_micros())?);
        }
        Ok(times)
    }
}

fn name(number: usize) -> String {
    format!("demo-{number}")
}

/// A connection, made anew when the server has closed it.
struct Line<'h> {
    host: &'h str,
    stream: Option<TcpStream>,
    answer: Vec<u8>,
}

impl<'h> Line<'h> {
    fn to(host: &'h str) -> Self {
        Self {
            host,
            stream: None,
            answer: Vec::with_capacity(4096),
        }
    }

    /// Sends one request and reads its answer whole; fails unless it succeeded.
    async fn ask(&mut self, request: &str) -> Outcome<()> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.host).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request.as_bytes()).await?;
        self.answer.clear();
        loop {
            if stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(self.answer.get(..end).unwrap_or_default());
            let length: usize = field(&head, "content-length")
                .ok_or("an answer without length")?
                .parse()?;
            if self.answer.len() < end + 4 + length {
                continue;
            }
            if head.split_whitespace().nth(1) != Some("200") {
                return Err(String::from_utf8_lossy(&self.answer).into_owned().into());
            }
            if field(&head, "connection") != Some("close") {
                self.stream = Some(stream);
            }
            return Ok(());
        }
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
}
