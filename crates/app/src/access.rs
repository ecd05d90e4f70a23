//! Who may come in to a served desk: the options. What they do is in crates/desk/src/guard; docs/accounts.md tells it whole.

use ::desk::Access;
use clap::Args;
use std::net::IpAddr;

/// Options of `dateline serve` for desks that others can reach.
#[derive(Args, Debug, Default)]
pub struct AccessArgs {
    /// A proxy in front speaks TLS: cookies are sent over nothing else. Needs accounts (dateline user add) or --public.
    #[arg(long)]
    pub behind_tls: bool,

    /// Believe what this proxy says of who asks (X-Forwarded-For, X-Forwarded-Host); may be given more than once. Nobody else is
    /// believed.
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Vec<IpAddr>,
}

impl AccessArgs {
    /// As the desk takes them.
    pub fn access(&self) -> Access {
        let proxies = self.proxy.iter().map(|proxy| proxy.to_canonical()).collect();
        Access { behind_tls: self.behind_tls, proxies, ..Access::default() }
    }
}
