//! Who takes part in the scenarios.

use chain::Account;

/// Well-known accounts of both kinds, each with money enough for everything.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Deploys and binds the contracts (sr25519).
    pub deployer: Account,
    /// A creator with an Ethereum key.
    pub ada: Account,
    /// A creator with an sr25519 key.
    pub ben: Account,
    /// A creator with an Ethereum key.
    pub chloe: Account,
    /// A buyer with an Ethereum key.
    pub orion: Account,
    /// A buyer with an sr25519 key.
    pub delta: Account,
    /// Decides on challenges (an Ethereum key).
    pub arbiter: Account,
    /// Sees everything that is pending, and wants what is not theirs (sr25519).
    pub thief: Account,
}

impl Default for Cast {
    fn default() -> Self {
        Self {
            deployer: Account::substrate("Deployer"),
            ada: Account::ethereum("Ada"),
            ben: Account::substrate("Ben"),
            chloe: Account::ethereum("Chloe"),
            orion: Account::ethereum("Orion"),
            delta: Account::substrate("Delta"),
            arbiter: Account::ethereum("Arbiter"),
            thief: Account::substrate("Thief"),
        }
    }
}

impl Cast {
    /// Everybody.
    pub fn everybody(&self) -> [&Account; 8] {
        let Self { deployer, ada, ben, chloe, orion, delta, arbiter, thief } = self;
        [deployer, ada, ben, chloe, orion, delta, arbiter, thief]
    }
}
