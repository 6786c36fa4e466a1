package dev.jensen.backend.function;

import java.util.UUID;

/// What names one mutation of a client, however often it is sent (`spec/sync-protocol.md` §7.4).
///
/// @param session of the client object, the same on all its connections
/// @param number counts the requests of the session
public record SessionRequest(UUID session, long number) {}
