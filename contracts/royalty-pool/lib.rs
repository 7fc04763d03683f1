//! A royalty pool: money for more contributors than a split has payees.
//!
//! The contributors are the leaves of one Merkle tree, each with its weight, for ever: the pool has
//! no owner and no message that changes them. All that arrives at its address is their income, the
//! chain's own token by a plain transfer as well as ERC-20s, so a split names a pool as it names any
//! payee. Each leaf claims what it is due, or anybody does for it. The contract module below only
//! decodes, asks [`data`], emits and pays.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod royalty_pool {
    use crate::{
        data::{Funds, Leaf, Pool, is_native},
        errors::Error,
        events,
    };
    use ink::{H160, prelude::vec::Vec, sol::FixedBytes, storage::traits::StorageKey};
    use interfaces::{
        abi::{Rows, Values},
        args::{Arg, Tail, static_parameters},
        erc20,
        host::{self, Gas},
    };
    use rules::{Account, Bytes32, pool::Share, split};

    /// A pool.
    #[ink(storage)]
    pub struct RoyaltyPool {
        pool: Pool,
    }

    impl RoyaltyPool {
        /// A pool of the leaves of this tree (see `rules::pool` and `rules::merkle`), for ever.
        ///
        /// - `root`, `count`: the tree's root and number of leaves.
        /// - `weight`: what the leaves' weights add up to. Nothing checks it: if they add up to
        ///   more, the last to claim find nothing; if to less, some of the money stays.
        #[ink(constructor)]
        pub fn new(root: FixedBytes<32>, count: u64, weight: u64) -> Self {
            Self { pool: Pool::new(root.0, count, weight) }
        }

        /// Takes the chain's own token, and does nothing else. Its selector is zero, so that a
        /// transfer without calldata is a call of it.
        ///
        /// # Errors
        /// None but those of calldata.
        ///
        /// # Events
        /// None.
        #[ink(message, payable)]
        pub fn wycpnbqcyf(&mut self) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                if host::calldata_size() != 0 {
                    static_parameters(0);
                }
                Ok(())
            })
        }

        /// Pays a leaf's account all that the leaf is due, and returns how much, in EVM units or the
        /// token's smallest unit. Anyone may call.
        ///
        /// - `index`: the leaf's place in the tree, from 0.
        /// - `account`, `weight`: the leaf.
        /// - `currency`: the ERC-20 contract; zero for the chain's own token.
        /// - `proof`: the inclusion proof, from the leaf up.
        ///
        /// A contract that calls this for itself gets ERC-20s, but not the chain's own token, while
        /// it waits for the answer: that it has sent elsewhere, with `claimTo`. An account or a token
        /// that uses up all gas ends the call without a typed error; what is due stays.
        ///
        /// # Errors
        /// `LeafInvalid`, `TokenFailed`, `NothingDue`, `PoolShort`, `PaymentFailed`.
        ///
        /// # Events
        /// `Claimed`.
        #[ink(message)]
        pub fn claim(
            &mut self,
            index: Arg<u64, 0>,
            account: Arg<Address, 1>,
            weight: Arg<u64, 2>,
            currency: Arg<Address, 3>,
            proof: Arg<Rows<Bytes32>, 4>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(5);
                let (index, account, weight) = (index.read(), account.read(), weight.read());
                let (currency, proof) = (currency.read(), proof.read(&mut tail));
                tail.finish();
                let leaf = Leaf { index, share: Share { account: account.0, weight } };
                words.push(self.pay(&leaf, &account, &currency, &proof)?);
                Ok(())
            })
        }

        /// Pays what a leaf of the caller's is due to another account, and returns how much: as
        /// `claim`.
        ///
        /// - `to`: who gets the money.
        ///
        /// # Errors
        /// Those of `claim`.
        ///
        /// # Events
        /// `Claimed`.
        #[ink(message, name = "claimTo")]
        pub fn claim_to(
            &mut self,
            index: Arg<u64, 0>,
            weight: Arg<u64, 1>,
            currency: Arg<Address, 2>,
            to: Arg<Address, 3>,
            proof: Arg<Rows<Bytes32>, 4>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(5);
                let (index, weight, currency) = (index.read(), weight.read(), currency.read());
                let (to, proof) = (to.read(), proof.read(&mut tail));
                tail.finish();
                let leaf = Leaf { index, share: Share { account: host::caller().0, weight } };
                words.push(self.pay(&leaf, &to, &currency, &proof)?);
                Ok(())
            })
        }

        /// Pays the accounts of up to 16 leaves all that these are due, and returns how much in all,
        /// in EVM units or the token's smallest unit. Anyone may call.
        ///
        /// - `leaves`: index, account and weight of each.
        /// - `proofs`: their inclusion proofs one after the other, each as long as the leaf's path
        ///   (`rules::merkle::path_length`).
        ///
        /// A leaf without a due, or named twice, is paid nothing more. One whose account cannot be
        /// paid, or for which the pool has too little, is passed over and keeps its due. A contract
        /// is paid with bounded gas, and may store nothing at the caller's cost.
        ///
        /// # Errors
        /// `ClaimCount`, `LeafInvalid` (of the last leaf where proofs are left over), `TokenFailed`;
        /// `NothingDue` if nothing was due to any.
        ///
        /// # Events
        /// `Claimed` for each leaf that was paid.
        #[ink(message, name = "claimMany")]
        pub fn claim_many(
            &mut self,
            currency: Arg<Address, 0>,
            leaves: Arg<Rows<Leaf>, 1>,
            proofs: Arg<Rows<Bytes32>, 2>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(3);
                let currency = currency.read();
                let (leaves, proofs) = (leaves.read(&mut tail), proofs.read(&mut tail));
                tail.finish();
                self.pool.check_all(&host::keccak256, &leaves, &proofs)?;
                words.push(self.pay_all(&leaves, &currency)?);
                Ok(())
            })
        }

        /// Root and number of leaves of the pool's tree, and its total weight.
        #[ink(message)]
        pub fn pool(&self) -> Values<(FixedBytes<32>, u64, u64)> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                let (root, count, weight) = self.pool.tree();
                words.push(root).push(count).push(weight);
                Ok(())
            })
        }

        /// All that ever came in of a currency (zero: the chain's own token), in EVM units or the
        /// token's smallest unit.
        ///
        /// # Errors
        /// `TokenFailed`.
        #[ink(message)]
        pub fn received(&self, currency: Arg<Address, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.push(self.funds(&currency.read())?.received());
                Ok(())
            })
        }

        /// The account of a leaf as said, which need not be in the tree: what the pool received of a
        /// currency, what of it the leaf has earned, what it has claimed, and what it is due, in EVM
        /// units or the token's smallest unit.
        ///
        /// # Errors
        /// `TokenFailed`.
        #[ink(message)]
        pub fn account(
            &self,
            index: Arg<u64, 0>,
            weight: Arg<u64, 1>,
            currency: Arg<Address, 2>,
        ) -> Values<(u128, u128, u128, u128)> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let currency = currency.read();
                let funds = self.funds(&currency)?;
                let earned = self.pool.earned(weight.read(), &funds);
                let released = self.pool.released(index.read(), &currency.0);
                words.push(funds.received()).push(earned).push(released).push(earned.saturating_sub(released));
                Ok(())
            })
        }

        /// What the pool has of a currency now.
        #[inline(never)]
        fn funds(&self, currency: &Address) -> Result<Funds, Error> {
            let balance = if is_native(&currency.0) {
                host::balance()
            } else {
                erc20::balance_of(currency, &host::address()).ok_or(Error::TokenFailed(*currency))?
            };
            Ok(self.pool.funds(currency.0, balance))
        }

        /// Pays what a leaf is due.
        #[inline(never)]
        fn pay(&mut self, leaf: &Leaf, to: &Address, currency: &Address, proof: &[Bytes32]) -> Result<u128, Error> {
            self.pool.check(&host::keccak256, leaf, proof)?;
            let mut funds = self.funds(currency)?;
            let amount = self.pool.take(leaf, &mut funds)?;
            self.keep(&funds);
            events::claimed(leaf, &currency.0, to, amount);
            if send(&currency.0, to, amount, Gas::ALL) { Ok(amount) } else { Err(Error::PaymentFailed(*to)) }
        }

        /// Pays what these leaves are due, as far as their accounts can be paid.
        fn pay_all(&mut self, leaves: &[Leaf], currency: &Address) -> Result<u128, Error> {
            let mut funds = self.funds(currency)?;
            let mut payouts = Vec::with_capacity(leaves.len());
            let mut is_due = false;
            for leaf in leaves {
                match self.pool.take(leaf, &mut funds) {
                    Ok(amount) => payouts.push((leaf, amount)),
                    Err(Error::NothingDue) => continue,
                    Err(_) => (),
                }
                is_due = true;
            }
            if !is_due {
                return Err(Error::NothingDue);
            }
            // All is written before the first payment; what fails is put back.
            self.keep(&funds);
            let (mut total, mut failed) = (0u128, false);
            for (leaf, amount) in payouts {
                let account = H160(leaf.share.account);
                let gas = if host::is_contract(&account) { Gas::PAYOUT } else { Gas::ALL };
                if send(&currency.0, &account, amount, gas) {
                    events::claimed(leaf, &currency.0, &account, amount);
                    total = total.saturating_add(amount);
                } else {
                    self.pool.put_back(leaf, &mut funds, amount);
                    failed = true;
                }
            }
            if failed {
                self.keep(&funds);
            }
            Ok(total)
        }

        /// Keeps what was claimed; the root cell too, where that of the chain's own token is.
        #[inline(never)]
        fn keep(&mut self, funds: &Funds) {
            self.pool.keep(funds);
            if is_native(&funds.currency) {
                ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
            }
        }
    }

    /// Sends an amount of a currency to an account. Says whether it arrived.
    ///
    /// The chain's own addresses take none of its token, and neither do the pool itself and a
    /// contract that waits for this call: to enter them is denied, and would end it.
    #[inline(never)]
    fn send(currency: &Account, to: &Address, amount: u128, gas: Gas) -> bool {
        if !is_native(currency) {
            return erc20::transfer(&H160(*currency), to, amount, gas);
        }
        let is_waiting = *to == host::address() || (*to == host::caller() && host::is_contract(to));
        !split::is_reserved(&to.0) && !is_waiting && host::pay(to, amount, gas)
    }
}
