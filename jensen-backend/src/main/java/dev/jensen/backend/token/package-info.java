/// Verifies users' tokens: which provider of `auth.config.ts` a token belongs to, its keys, its
/// claims as an identity. Open [dev.jensen.backend.token.TokenVerifier] first.
@NullMarked
package dev.jensen.backend.token;

import org.jspecify.annotations.NullMarked;
