package dev.jensen.backend.file;

import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/// Opens the store that a deployment is configured to have.
public final class BlobStores {

  /// The folder of the data directory where the contents are that are not in a bucket.
  private static final String FILES = "files";

  private BlobStores() {}

  /// Opens the store of the deployment in `data`.
  ///
  /// @param bucket null for the data directory itself
  /// @throws UnusableBucketException if the bucket cannot be used, or the deployment's files are
  ///   elsewhere
  public static BlobStore open(World world, Path data, @Nullable S3Options bucket) {
    if (bucket == null) {
      BucketClaim.requireNone(data);
      return DirectoryBlobStore.open(world, data.resolve(FILES));
    }
    var credentials = DefaultCredentialsProvider.builder().build();
    return S3BlobStore.open(world, data, bucket, credentials, hasFiles(data.resolve(FILES)));
  }

  private static boolean hasFiles(Path files) {
    if (!Files.exists(files)) {
      return false;
    }
    try (var contents = Files.walk(files)) {
      return contents.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
