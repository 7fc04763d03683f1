//! A record's inbox: an address for money that is the record's, from whoever cannot call the
//! settlements: marketplaces that pay royalties (EIP-2981), people, other chains' bridges.
//!
//! It has no owner and keeps no accounts: anybody has it hand on all that it has, and the splitter
//! divides that as it does the price of a licence.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod data;
pub mod errors;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod record_inbox {
    use crate::{
        data::{Inbox, check_amount},
        errors::Error,
    };
    use ink::U256;
    use interfaces::{
        abi::Id,
        args::{Arg, static_parameters},
        erc20, host, settlements,
    };

    /// An inbox.
    #[ink(storage)]
    pub struct RecordInbox {
        inbox: Inbox,
    }

    impl RecordInbox {
        /// The inbox of a record, for ever. Whoever makes one says whose money it takes and where
        /// that goes: only those that the factory of receivers made are what they should be.
        #[ink(constructor)]
        pub fn new(record: U256, settlements: Address, splitter: Address) -> Self {
            Self { inbox: Inbox::new(record.to_big_endian(), settlements, splitter) }
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

        /// Hands on all that the inbox has of a currency (zero: the chain's own token) as the
        /// record's income, and returns how much was credited, in EVM units or the token's smallest
        /// unit: of a token that takes a fee, what arrived. Anyone may call.
        ///
        /// # Errors
        /// `NothingDue`, `TokenFailed`; those of the settlements' `deposit`.
        ///
        /// # Events
        /// None; those of the splitter's `deposit`.
        #[ink(message)]
        pub fn sync(&mut self, currency: Arg<Address, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let currency = currency.read();
                let amount = if currency.0 == [0; 20] {
                    check_amount(host::balance())?
                } else {
                    let balance = erc20::balance_of(&currency, &host::address());
                    let amount = check_amount(balance.ok_or(Error::TokenFailed(currency))?)?;
                    if !erc20::approve(&currency, &self.inbox.splitter(), amount) {
                        return Err(Error::TokenFailed(currency));
                    }
                    amount
                };
                let (to, record) = (self.inbox.settlements(), self.inbox.record());
                words.push(settlements::deposit_or_pass_on(&to, &record, &currency.0, amount));
                Ok(())
            })
        }

        /// The record whose inbox it is.
        #[ink(message)]
        pub fn record(&self) -> Result<U256, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(Id(self.inbox.record()));
                Ok(())
            })
        }
    }
}
