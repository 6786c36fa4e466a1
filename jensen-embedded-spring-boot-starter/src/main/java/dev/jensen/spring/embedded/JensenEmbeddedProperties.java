package dev.jensen.spring.embedded;

import dev.jensen.backend.file.S3Options;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/// How the deployment in this application is served. It listens to this machine only.
///
/// @param data the directory where everything is kept; made if it is missing
/// @param port for clients, 0 for any free one
/// @param sitePort for requests to HTTP actions, 0 for any free one
/// @param adminKey `name|secret`, or null for the generated one
/// @param devIssuer whether `jensen auth token` gives out tokens of any user, for development
/// @param s3 the bucket that keeps the contents of stored files, null for `data`
@ConfigurationProperties("jensen.embedded")
public record JensenEmbeddedProperties(
    @DefaultValue("jensen-data") Path data,
    @DefaultValue("0") int port,
    @DefaultValue("0") int sitePort,
    @Nullable String adminKey,
    @DefaultValue("false") boolean devIssuer,
    @Nullable S3 s3) {

  private static final int PORT_MAX = 65_535;

  /// Refuses ports that no machine has; takes an empty key for none.
  public JensenEmbeddedProperties {
    checkPort("jensen.embedded.port", port);
    checkPort("jensen.embedded.site-port", sitePort);
    adminKey = StringUtils.hasText(adminKey) ? adminKey : null;
  }

  private static void checkPort(String property, int port) {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "%s is %d; ports are 1 to %d, or 0 for any free one."
              .formatted(property, port, PORT_MAX));
    }
  }

  /// Without the key.
  @Override
  public String toString() {
    return "JensenEmbeddedProperties[data=%s, port=%d, sitePort=%d, devIssuer=%s, s3=%s]"
        .formatted(data, port, sitePort, devIssuer, s3);
  }

  /// A bucket of Amazon S3, or of a service like it. Credentials are those of the process.
  ///
  /// @param bucket its name; it exists
  /// @param prefix the folder in it that belongs to this deployment alone; empty for all of it
  /// @param endpoint where the service is, null for Amazon's
  /// @param region the bucket's region, or what the service takes for one
  /// @param pathStyle whether the bucket is named in the path of URLs instead of their host
  public record S3(
      @DefaultValue("") String bucket,
      @DefaultValue("") String prefix,
      @Nullable URI endpoint,
      @DefaultValue(S3Options.DEFAULT_REGION) String region,
      @DefaultValue("false") boolean pathStyle) {

    /// Refuses what is no bucket, before anything is started.
    public S3 {
      var _ = new S3Options(bucket, prefix, endpoint, region, pathStyle);
    }

    S3Options options() {
      return new S3Options(bucket, prefix, endpoint, region, pathStyle);
    }
  }
}
