//! SHA-256, HMAC-SHA256 and HMAC-SHA1.

use hmac::digest::common::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::encoding::hex;

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// HMAC-SHA256 over the parts of a message, to finalize or verify.
pub(crate) fn hmac_sha256<const N: usize>(secret: &[u8], parts: [&str; N]) -> Hmac<Sha256> {
    let mut mac = keyed::<Hmac<Sha256>, Sha256>(secret);
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    mac
}

/// HMAC-SHA1 over `message`, to finalize or verify.
pub(crate) fn hmac_sha1(secret: &[u8], message: &[u8]) -> Hmac<Sha1> {
    keyed::<Hmac<Sha1>, Sha1>(secret).chain_update(message)
}

/// Creates the key block of RFC 2104, because `new_from_slice` returns a `Result` that is never an
/// error.
fn keyed<M: KeyInit, D: Digest>(secret: &[u8]) -> M {
    let mut block = Key::<M>::default();
    let hashed;
    let key = if secret.len() > block.len() {
        hashed = D::digest(secret);
        hashed.as_slice()
    } else {
        secret
    };
    if let Some(start) = block.get_mut(..key.len()) {
        start.copy_from_slice(key);
    }
    M::new(&block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_block_agrees_with_the_library_for_short_and_long_keys() {
        for length in [0, 1, 63, 64, 65, 200] {
            let secret = vec![7_u8; length];
            let library = Hmac::<Sha256>::new_from_slice(&secret)
                .unwrap()
                .chain_update(b"message");
            assert_eq!(
                hmac_sha256(&secret, ["mess", "age"])
                    .finalize()
                    .into_bytes(),
                library.finalize().into_bytes(),
                "{length}"
            );
            let library = Hmac::<Sha1>::new_from_slice(&secret)
                .unwrap()
                .chain_update(b"message");
            assert_eq!(
                hmac_sha1(&secret, b"message").finalize().into_bytes(),
                library.finalize().into_bytes(),
                "{length}"
            );
        }
    }
}
