package dev.jensen.backend.function;

/// One `Convex.syscall` or `Convex.asyncSyscall` of a running function (`spec/function-runtime.md`
/// §2).
///
/// @param operation such as `1.0/insert`
/// @param arguments JSON text
public record Syscall(String operation, String arguments) {}
