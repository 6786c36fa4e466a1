package example;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;

/// A document of the table `users`: somebody who may do something.
///
/// @param tokenIdentifier issuer and subject of the tokens that they sign in with
@Table(value = "users", indexes = @Index(name = "by_token", fields = "tokenIdentifier"))
record User(String name, String tokenIdentifier) {}
