package dev.jensen.functions;

import java.util.Optional;

/// The document of a stored file, in the system's table `_storage`; only read, with
/// `ctx.db().get(StoredFile.class, id)`.
///
/// @param sha256 of the content, in base64
/// @param size in bytes
/// @param contentType such as `image/png`, empty if nothing is known
@Table("_storage")
public record StoredFile(String sha256, double size, Optional<String> contentType) {}
