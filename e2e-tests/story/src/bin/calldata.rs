//! `calldata`: prints the calls that a licensor, a buyer or a pool's contributor sends with a
//! wallet of their own.

use alloy_primitives::Address;
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use story::calldata::{
    CalldataError, Calls, Claim, Deployment, Licensing, Opening, Purchase, Registration, account, label,
    quote_in_words, salt, tokens,
};

/// Prints contract, function, calldata and value of the calls by which a work is registered,
/// offered and licensed, and a pool of contributors is opened and claimed from, for a wallet to
/// send. It sends nothing and asks no node. An ACCOUNT is an address (0x...) or a Substrate account (SS58).
///
/// Ends with 0, or with 2 if an argument is not good: then nothing is printed on standard output.
#[derive(Parser)]
#[command(name = "calldata", bin_name = "scripts/calldata")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print one JSON document in place of text
    #[arg(long, global = true)]
    json: bool,
    /// A JSON document with the contracts' addresses (`scripts/demo --json` prints one)
    #[arg(long, global = true, value_name = "FILE")]
    deployment: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// A creator registers a work: a commitment, and its reveal a block later
    Register {
        #[command(flatten)]
        work: WorkArguments,
        /// Who sends both calls, and shall own the record
        #[arg(long, value_name = "ACCOUNT")]
        owner: String,
        /// The secret of the commitment, 32 bytes in hexadecimal; random if there is none
        #[arg(long, value_name = "0x...")]
        salt: Option<String>,
    },
    /// A licensor offers a work by a preset: its terms are published, and the offer is made
    Offer {
        #[command(flatten)]
        work: WorkArguments,
        /// A ready-made deal: docs/terms.md says what each allows
        #[arg(long, value_name = "NAME")]
        preset: String,
        /// The price of the preset's unit (licence, item, second or use), in tokens
        #[arg(long, value_name = "TOKENS")]
        price: String,
        /// The one buyer, where it is for one
        #[arg(long, value_name = "ACCOUNT")]
        buyer: Option<String>,
        /// How many licences may be sold; 0 for any number
        #[arg(long, default_value_t = 0)]
        supply: u32,
        /// Of a licence for the past: the Unix second that it begins at
        #[arg(long, default_value_t = 0, value_name = "SECOND")]
        since: u64,
        /// The terms in words; the chain keeps the file's SHA-256
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
        /// Where that document is to be found
        #[arg(long, default_value = "")]
        uri: String,
    },
    /// A buyer asks what an offer costs, or reads the node's answer
    Quote {
        /// The offer's number
        offer: u64,
        /// Who would buy
        #[arg(long, value_name = "ACCOUNT")]
        buyer: String,
        /// How many uses, of a price by use
        #[arg(long, default_value_t = 0)]
        quantity: u64,
        /// What the node answered, to be put into words
        #[arg(long, value_name = "0x...")]
        answer: Option<String>,
    },
    /// A buyer buys a licence
    Buy {
        /// The offer's number
        offer: u64,
        /// Who shall hold the licence
        #[arg(long, value_name = "ACCOUNT")]
        recipient: String,
        /// The total that was quoted, in tokens: exactly this is paid
        #[arg(long, value_name = "TOKENS")]
        total: String,
        /// How many uses, of a price by use
        #[arg(long, default_value_t = 0)]
        quantity: u64,
        /// A reference of the buyer's own, at most 32 bytes
        #[arg(long, default_value = "")]
        reference: String,
    },
    /// Whoever divides money among many opens a pool for a list of contributors
    Pool {
        /// The list: a line `account,weight` for each contributor
        list: PathBuf,
        /// What the weights count: items, seconds or use
        #[arg(long, value_name = "NAME")]
        basis: String,
        /// Where the list is to be found
        #[arg(long)]
        uri: String,
    },
    /// A contributor claims what all of their places in a pool are due
    Claim {
        /// The pool's list, byte for byte
        list: PathBuf,
        /// Who is paid
        #[arg(long, value_name = "ACCOUNT")]
        account: String,
        /// The pool's address
        #[arg(long, value_name = "ADDRESS")]
        pool: String,
        /// The ERC-20 to be paid in, where it is not the chain's own token
        #[arg(long, value_name = "ADDRESS")]
        currency: Option<String>,
    },
}

#[derive(Args)]
struct WorkArguments {
    /// The work
    file: PathBuf,
    /// Its kind, where it is not what its bytes say
    #[arg(long)]
    kind: Option<String>,
    /// How many units it has, where it is not what its bytes say
    #[arg(long)]
    units: Option<u64>,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(text) => {
            println!("{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(Arguments { command, json, deployment: path }: Arguments) -> Result<String, CalldataError> {
    let deployment = path.as_deref().map(Deployment::read).transpose()?.unwrap_or_default();
    let calls = match command {
        Command::Register { work: WorkArguments { file, kind, units }, owner, salt: secret } => Registration {
            file,
            kind,
            units,
            owner: account(&owner)?,
            salt: salt(secret.as_deref())?,
            deployment: path.ok_or(CalldataError::DeploymentMissing)?,
        }
        .calls()?,
        Command::Offer { work, preset, price, buyer, supply, since, document, uri } => {
            let WorkArguments { file, kind, units } = work;
            let (price, buyer) = (tokens(&price)?, buyer.as_deref().map(account).transpose()?);
            Licensing { file, kind, units, preset, price, buyer, supply, since, document, uri, deployment }.calls()?
        }
        Command::Quote { offer, buyer, quantity, answer } => {
            if let Some(answer) = answer {
                return quote_in_words(offer, &answer);
            }
            let recipient: Address = account(&buyer)?;
            Purchase { offer, quantity, recipient, total: 0, reference: [0; 32], deployment }.quote()?
        }
        Command::Buy { offer, recipient, total, quantity, reference } => {
            let (recipient, total, reference) = (account(&recipient)?, tokens(&total)?, label(&reference)?);
            Purchase { offer, quantity, recipient, total, reference, deployment }.calls()?
        }
        Command::Pool { list, basis, uri } => Opening { list, basis, uri, deployment }.calls()?,
        Command::Claim { list, account: of, pool, currency } => {
            let currency = currency.as_deref().map(account).transpose()?.unwrap_or_default();
            Claim { list, account: account(&of)?, pool: account(&pool)?, currency }.calls()?
        }
    };
    Ok(if json { document(&calls) } else { calls.to_string() })
}

fn document(calls: &Calls) -> String {
    // A document of strings and lists can always be written.
    serde_json::to_string_pretty(calls).unwrap_or_default()
}
