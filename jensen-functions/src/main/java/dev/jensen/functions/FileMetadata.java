package dev.jensen.functions;

import java.util.Optional;

/// What is known of a stored file.
///
/// @param sha256 the digest of its content, in hexadecimal digits
/// @param size in bytes
/// @param contentType such as `image/png`, empty if nothing is known
public record FileMetadata(String sha256, double size, Optional<String> contentType) {}
