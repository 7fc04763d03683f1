//! What others register, sell and split with, in EVM bytecode, on the same chain in the same way.

use super::{Bench, Cost, System};
use crate::Cast;
use alloy_primitives::{B256, U256, hex};
use alloy_sol_types::{SolCall, SolValue, sol};
use chain::{Account, H160, TOKEN};
use serde_json::Value;
use std::path::Path;
use story::{abi::ERC721, calls::address};

#[allow(missing_docs, reason = "Peers.sol documents them")]
mod abi {
    use super::sol;

    sol! {
        interface HashRegistry {
            function register(bytes32 digest);
        }
        interface LicenceSale {
            function setOffer(address payee, uint96 price, bytes32 terms) returns (uint64 offer);
            function buy(uint64 offer, address to) payable returns (uint64 licence);
        }
        interface Splitter {
            function release(address account);
        }
    }
}
use abi::{HashRegistry, LicenceSale, Splitter};

/// What a licence costs.
const PRICE: u128 = TOKEN;

/// Init code of contracts that others use, compiled from Solidity (`e2e-tests/peers`).
#[derive(Clone, Debug)]
pub struct Peers {
    registry: Vec<u8>,
    sale: Vec<u8>,
    splitter: Vec<u8>,
}

impl Peers {
    /// Reads what `e2e-tests/peers/compile.mjs` wrote.
    ///
    /// # Errors
    /// What is wrong with the file, in words.
    pub fn load(path: &Path) -> Result<Self, String> {
        let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
        let file: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        let code = |name: &str| {
            let code = file["codes"][name].as_str().ok_or_else(|| wrong(&format!("there is no code of {name}")))?;
            hex::decode(code).map_err(|error| wrong(&error))
        };
        Ok(Self { registry: code("HashRegistry")?, sale: code("LicenceSale")?, splitter: code("Splitter")? })
    }
}

impl Bench<'_> {
    /// Registers, offers, sells, pays and transfers with the peers' contracts. Each is done twice,
    /// and the second time counts: the first writes what is there for the others, too.
    pub(super) fn peers(&mut self, peers: &Peers) {
        let Cast { ben, orion, delta, .. } = self.cast.clone();
        let registry = self.deployed(&peers.registry, Vec::new());
        for byte in [1, 2] {
            let digest = B256::repeat_byte(byte);
            self.of_peer(
                "register",
                System::HashRegistry,
                byte == 2,
                &[(&ben, registry, HashRegistry::registerCall { digest }.abi_encode(), 0)],
            );
        }

        let sale = self.deployed(&peers.sale, Vec::new());
        let offer = |payee: H160| {
            LicenceSale::setOfferCall {
                payee: address(payee),
                price: PRICE.try_into().unwrap_or_default(),
                terms: B256::ZERO,
            }
            .abi_encode()
        };
        for again in [false, true] {
            self.of_peer("createOffer", System::OpenZeppelin, again, &[(&ben, sale, offer(ben.address()), 0)]);
        }
        let buy = |offer| LicenceSale::buyCall { offer, to: address(orion.address()) }.abi_encode();
        for again in [false, true] {
            let calls = [(&orion, sale, buy(1), PRICE)];
            self.of_peer("purchase (one owner, paid directly)", System::OpenZeppelin, again, &calls);
        }
        for token in [1, 2] {
            let (from, to) = (address(orion.address()), address(delta.address()));
            let transfer = ERC721::transferFromCall { from, to, tokenId: U256::from(token) }.abi_encode();
            let calls = [(&orion, sale, transfer, 0)];
            self.of_peer("transferFrom (a licence)", System::OpenZeppelin, token == 2, &calls);
        }
        for (place, count) in [1u64, 5, 10, 16].into_iter().enumerate() {
            let payees: Vec<Account> = (0..count).map(|number| Account::ethereum(&format!("Peer {number}"))).collect();
            for payee in &payees {
                self.world.chain.endow(payee, 1);
            }
            let accounts: Vec<_> = payees.iter().map(|payee| address(payee.address())).collect();
            let shares = vec![U256::from(1); payees.len()];
            let splitter = self.deployed(&peers.splitter, (accounts.clone(), shares).abi_encode_params());
            self.of_peer("", System::OpenZeppelin, false, &[(&ben, sale, offer(splitter), 0)]);
            let mut calls = vec![(&orion, sale, buy(place as u64 + 3), PRICE)];
            calls.extend(
                accounts
                    .iter()
                    .map(|account| (&orion, splitter, Splitter::releaseCall { account: *account }.abi_encode(), 0)),
            );
            let name = format!("purchase (by the splitter, {count} payee{})", if count == 1 { "" } else { "s" });
            self.of_peer("", System::OpenZeppelin, false, &calls);
            self.of_peer(&name, System::OpenZeppelin, true, &calls);
            if count == 1 {
                self.of_peer("", System::OpenZeppelin, false, &calls[..1]);
                self.of_peer("release", System::OpenZeppelin, true, &calls[1..]);
            }
        }
    }

    fn deployed(&mut self, code: &[u8], arguments: Vec<u8>) -> H160 {
        let deployed = self.world.chain.deploy(&self.cast.deployer, code, arguments, 0);
        deployed.unwrap_or_else(|failure| panic!("{failure}")).address
    }

    /// Sends calls one after the other, and notes what they cost together if it `counts`.
    fn of_peer(&mut self, operation: &str, system: System, counts: bool, calls: &[(&Account, H160, Vec<u8>, u128)]) {
        let mut cost = Cost::none(operation, system);
        for (who, to, data, value) in calls {
            let began = std::time::Instant::now();
            let _ = self.world.chain.dry_run(who, *to, data.clone(), *value);
            let wall = began.elapsed();
            let done = self.world.chain.call(who, *to, data.clone(), *value);
            cost.add(&done.unwrap_or_else(|failure| panic!("{operation}: {failure}")), wall);
        }
        if counts {
            self.costs.push(cost);
        }
    }
}
