package dev.jensen.client.sync;

/// How the connection is at one moment.
public record ConnectionSnapshot(
    boolean isConnected, int connectionCount, int retries, int mutations, int actions) {}
