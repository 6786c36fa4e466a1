/// Tokens of services: who may call what without being an administrator or a user. Open
/// [dev.jensen.backend.service.ServiceRegistry] first, and `docs/decisions/0012-service-tokens.md`.
@NullMarked
package dev.jensen.backend.service;

import org.jspecify.annotations.NullMarked;
