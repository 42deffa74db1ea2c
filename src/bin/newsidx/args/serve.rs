//! What can be typed of the server.

use std::net::IpAddr;

use clap::Args;

/// Serve the web page and the HTTP API
///
/// The page is for people, /api/v1 for programs: it answers with the JSON of the commands, and
/// /api/v1/openapi.json describes it. A build may run meanwhile: what it commits is served at
/// once. Ctrl-C ends the server.
///
/// Without flags only this machine can reach it. With --bind to any other address, say who may
/// read: whoever knows a token, or everybody.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 7391)]
    pub(crate) port: u16,
    /// Address to listen on; any but loopback needs --token or --public
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,
    /// Answer only requests with this token: as the password in a browser, as `Authorization: Bearer` elsewhere
    #[arg(long, value_name = "TOKEN", env = "NEWSIDX_TOKEN", hide_env_values = true, conflicts_with = "public")]
    pub(crate) token: Option<String>,
    /// Let everybody read who can reach the address
    #[arg(long)]
    pub(crate) public: bool,
    /// Answer under this name too, as behind a proxy; addresses and `localhost` are always answered; repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
}
