package dev.jensen.backend;

import dev.jensen.backend.file.S3Options;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a deployment is served.
///
/// @param data where everything is kept; made if it is missing
/// @param host to listen on; anything but a loopback address opens the server to others
/// @param port of the cloud origin, 0 for any free one
/// @param sitePort of the site origin, 0 for any free one
/// @param origin the address that clients use, or null for the one listened on
/// @param siteOrigin the address of HTTP actions, or null for the one listened on
/// @param instanceName null for the name in the admin key
/// @param adminKey `name|secret`, or null for the generated one
/// @param redacts whether messages and logs of functions are kept from callers
/// @param devIssuer whether administrators are given tokens of any user; refused where others can
///   connect
/// @param bucket what keeps the contents of stored files, or null for `data`
public record BackendOptions(
    Path data,
    String host,
    int port,
    int sitePort,
    @Nullable URI origin,
    @Nullable URI siteOrigin,
    @Nullable String instanceName,
    @Nullable String adminKey,
    boolean redacts,
    boolean devIssuer,
    @Nullable S3Options bucket) {

  /// The name of an instance that was given none.
  static final String DEFAULT_NAME = "jensen";

  /// Loopback, any free ports, generated keys.
  public static BackendOptions defaults(Path data) {
    return new BackendOptions(data, "127.0.0.1", 0, 0, null, null, null, null, false, false, null);
  }

  /// The same with these ports.
  public BackendOptions withPorts(int newPort, int newSitePort) {
    return new BackendOptions(
        data,
        host,
        newPort,
        newSitePort,
        origin,
        siteOrigin,
        instanceName,
        adminKey,
        redacts,
        devIssuer,
        bucket);
  }

  /// The same with the admin key of the operator.
  public BackendOptions withAdminKey(String newAdminKey) {
    return new BackendOptions(
        data,
        host,
        port,
        sitePort,
        origin,
        siteOrigin,
        instanceName,
        newAdminKey,
        redacts,
        devIssuer,
        bucket);
  }

  /// The same with the development issuer.
  public BackendOptions withDevIssuer() {
    return new BackendOptions(
        data,
        host,
        port,
        sitePort,
        origin,
        siteOrigin,
        instanceName,
        adminKey,
        redacts,
        true,
        bucket);
  }

  /// The same with a bucket for the contents of stored files.
  public BackendOptions withBucket(S3Options newBucket) {
    return new BackendOptions(
        data,
        host,
        port,
        sitePort,
        origin,
        siteOrigin,
        instanceName,
        adminKey,
        redacts,
        devIssuer,
        newBucket);
  }
}
