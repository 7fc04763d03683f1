//! What the embedded chain promises, tried with a contract of a few EVM instructions.

mod assets;
mod blocks;
mod calls;
mod failures;
mod money;
mod notary;
mod trials;

use chain::{Account, Chain, H160, TOKEN};

/// A chain with one account of each kind, each with a thousand tokens.
fn chain_with_both() -> (Chain, [Account; 2]) {
    let mut chain = Chain::new();
    let accounts = [Account::substrate("alice"), Account::ethereum("buyer")];
    for account in &accounts {
        chain.endow(account, 1_000 * TOKEN);
    }
    (chain, accounts)
}

/// Deploys the contract.
fn deploy(chain: &mut Chain, who: &Account) -> H160 {
    chain.deploy(who, &notary::init_code(), vec![], 0).expect("the notary deploys").address
}

/// A word as a number.
fn number(word: &[u8]) -> u128 {
    let tail = word.len().checked_sub(16).expect("a word has 32 bytes");
    u128::from_be_bytes(word[tail..].try_into().expect("16 bytes are left"))
}
