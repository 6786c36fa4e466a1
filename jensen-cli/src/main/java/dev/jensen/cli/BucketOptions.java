package dev.jensen.cli;

import dev.jensen.backend.file.S3Options;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which bucket keeps the contents of stored files, if one does.
final class BucketOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = "--s3-bucket",
      description = {
        "Keep the contents of stored files in this bucket of Amazon S3, or of a service like it.",
        "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the role of the"
            + " machine."
      })
  private @Nullable String bucket;

  @Option(
      names = "--s3-prefix",
      defaultValue = "",
      description = "The folder in the bucket that belongs to this deployment alone.")
  private String prefix = "";

  @Option(names = "--s3-endpoint", description = "Where the service is, if it is not Amazon's.")
  private @Nullable URI endpoint;

  @Option(
      names = "--s3-region",
      defaultValue = S3Options.DEFAULT_REGION,
      description = "The bucket's region. Default: ${DEFAULT-VALUE}")
  private String region = S3Options.DEFAULT_REGION;

  @Option(
      names = "--s3-path-style",
      description = "Name the bucket in the path of URLs, as MinIO and others want it.")
  private boolean pathStyle;

  /// The bucket, or null for none.
  @Nullable S3Options bucket() {
    if (bucket == null) {
      return null;
    }
    try {
      return new S3Options(bucket, prefix, endpoint, region, pathStyle);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "--s3-bucket, --s3-endpoint: %s".formatted(e.getMessage()));
    }
  }
}
