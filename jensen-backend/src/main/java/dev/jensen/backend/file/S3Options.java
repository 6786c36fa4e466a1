package dev.jensen.backend.file;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The bucket that keeps the contents of stored files instead of the data directory: of Amazon S3,
/// or of a service that speaks its protocol.
///
/// Credentials are no part of it: they are those of the process, from `AWS_ACCESS_KEY_ID` and
/// `AWS_SECRET_ACCESS_KEY` or from wherever else Amazon's libraries look for them.
///
/// @param bucket its name; it exists
/// @param prefix the folder in the bucket that belongs to this deployment alone; empty for all of
///   it
/// @param endpoint where the service is, or null for Amazon's
/// @param region the bucket's region, or what the service takes for one
/// @param pathStyle whether the bucket is named in the path of URLs instead of their host
public record S3Options(
    String bucket, String prefix, @Nullable URI endpoint, String region, boolean pathStyle) {

  /// Where buckets are that somebody made without saying where.
  public static final String DEFAULT_REGION = "us-east-1";

  public S3Options {
    prefix = prefix.replaceAll("^/+|/+$", "");
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("a bucket has a name");
    }
    if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
      throw new IllegalArgumentException("no URL of a service: %s".formatted(endpoint));
    }
  }

  /// The name of an object in the bucket.
  String object(String name) {
    return prefix.isEmpty() ? name : "%s/%s".formatted(prefix, name);
  }

  /// Names the bucket and the folder in it to a person.
  String place() {
    return "%s %s"
        .formatted(
            prefix.isEmpty() ? bucket : "%s/%s".formatted(bucket, prefix),
            endpoint == null ? "in %s".formatted(region) : "at %s".formatted(endpoint));
  }
}
