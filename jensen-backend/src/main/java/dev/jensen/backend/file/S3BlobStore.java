package dev.jensen.backend.file;

import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/// Blobs as objects of a bucket (`docs/formats/storage.md`).
///
/// The service shows an object only when it is whole; parts of one that was not finished are
/// forgotten at the next start.
final class S3BlobStore implements BlobStore {

  private static final Logger LOG = LoggerFactory.getLogger(S3BlobStore.class);

  private static final String FOLDER = "files/";

  /// Times the size of a part: the memory that uploads of large contents take. More of them wait.
  private static final int LARGE_MAX = 16;

  private final S3Bucket bucket;
  private final Semaphore large = new Semaphore(LARGE_MAX);

  private S3BlobStore(S3Bucket bucket) {
    this.bucket = bucket;
  }

  /// Opens the store of the deployment in `data`.
  ///
  /// @param hasFiles whether the data directory itself has contents of files
  /// @throws UnusableBucketException if that cannot be
  static S3BlobStore open(
      World world,
      Path data,
      S3Options options,
      AwsCredentialsProvider credentials,
      boolean hasFiles) {
    requireCredentials(options, credentials);
    var bucket = new S3Bucket(options, credentials);
    try {
      BucketClaim.hold(bucket, data, hasFiles, world.random());
    } catch (FilesUnavailableException e) {
      bucket.close();
      throw new UnusableBucketException(
          "Files cannot be kept in a bucket: %s. Check --s3-bucket, --s3-endpoint, --s3-region, and the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
              .formatted(e.reason()),
          e);
    } catch (RuntimeException e) {
      bucket.close();
      throw e;
    }
    abortAll(bucket);
    return new S3BlobStore(bucket);
  }

  private static void requireCredentials(S3Options options, AwsCredentialsProvider credentials) {
    try {
      credentials.resolveCredentials();
    } catch (SdkException e) {
      throw new UnusableBucketException(
          "There are no credentials for the bucket %s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
              .formatted(options.place()),
          e);
    }
  }

  /// Not every service can list them; they cost money, but do no harm.
  private static void abortAll(S3Bucket bucket) {
    try {
      bucket.unfinished(FOLDER).forEach(object -> bucket.abort(object.name(), object.upload()));
    } catch (FilesUnavailableException e) {
      LOG.warn("uploads that were not finished stay in the bucket: {}", e.reason());
    }
  }

  @Override
  public void put(BlobKey key, InputStream content) throws IOException {
    new S3Upload(bucket, FOLDER + key.text(), large).put(content);
  }

  @Override
  public @Nullable InputStream open(BlobKey key, long offset, long length) {
    var name = FOLDER + key.text();
    if (length == 0) {
      // There is no range without bytes.
      return bucket.has(name) ? InputStream.nullInputStream() : null;
    }
    return bucket.open(name, offset, length);
  }

  @Override
  public void delete(BlobKey key) {
    bucket.delete(FOLDER + key.text());
  }

  @Override
  public void each(Consumer<Blob> visitor) {
    bucket.list(
        FOLDER,
        object -> {
          var key = BlobKey.parseOrNull(object.name());
          if (key != null) {
            visitor.accept(new Blob(key, object.size(), object.age()));
          }
        });
  }

  @Override
  public void close() {
    bucket.close();
  }
}
