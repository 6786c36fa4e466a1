package dev.jensen.backend.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which deployment keeps its files in a folder of a bucket, as one random id at both ends: in the
/// object `owner` there, and in the file `bucket` of the data directory here.
///
/// Without it, two deployments on one folder would take each other's files for orphans and delete
/// them, and one that is started on the wrong bucket would miss its own.
final class BucketClaim {

  private static final String OWNER = "owner";
  private static final String CLAIM = "bucket";
  private static final int ID_BYTES = 16;

  private BucketClaim() {}

  /// Checks that the folder is the one of the deployment in `data`, or makes it that if it is
  /// nobody's.
  ///
  /// @param hasFiles whether the data directory itself has contents of files
  /// @throws UnusableBucketException if it is another's, or the deployment has files elsewhere
  /// @throws FilesUnavailableException if the bucket cannot be reached
  static void hold(S3Bucket bucket, Path data, boolean hasFiles, RandomGenerator random) {
    var ours = read(data);
    if (ours == null && hasFiles) {
      throw new UnusableBucketException(
          "The files of the deployment in %s are there, not in a bucket. Move it with `jensen backup` and `jensen restore --s3-bucket`."
              .formatted(data),
          null);
    }
    var theirs = bucket.read(OWNER);
    var owner = theirs == null ? null : new String(theirs, US_ASCII).strip();
    if (ours == null) {
      claim(bucket, data, owner, random);
    } else if (!ours.equals(owner)) {
      throw new UnusableBucketException(
          "The bucket %s does not have the files of the deployment in %s. Check --s3-bucket and --s3-prefix."
              .formatted(bucket.place(), data),
          null);
    }
  }

  /// The bucket's end first: the other one says that it is done.
  private static void claim(
      S3Bucket bucket, Path data, @Nullable String owner, RandomGenerator random) {
    if (owner != null) {
      throw new UnusableBucketException(
          "The bucket %s has the files of another deployment. Choose another --s3-bucket or --s3-prefix."
              .formatted(bucket.place()),
          null);
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    byte[] line = (HexFormat.of().formatHex(id) + "\n").getBytes(US_ASCII);
    bucket.put(OWNER, line, line.length);
    write(data, line);
  }

  /// Checks that the deployment in `data` does not have its files in a bucket.
  ///
  /// @throws UnusableBucketException if it has
  static void requireNone(Path data) {
    if (read(data) != null) {
      throw new UnusableBucketException(
          "The files of the deployment in %s are in a bucket. Say in which with --s3-bucket."
              .formatted(data),
          null);
    }
  }

  private static @Nullable String read(Path data) {
    var file = data.resolve(CLAIM);
    try {
      return Files.exists(file) ? Files.readString(file, US_ASCII).strip() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path data, byte[] line) {
    try {
      Files.write(
          data.resolve(CLAIM),
          line,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
