package dev.jensen.backend.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The objects of one folder in a bucket, over the network.
///
/// Every method throws [FilesUnavailableException] when the service fails. Thread-safe.
final class S3Bucket implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// Without a byte; the service may take its time to put the parts of a large object together.
  private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

  private final S3Options options;
  private final S3Client client;

  S3Bucket(S3Options options, AwsCredentialsProvider credentials) {
    this.options = options;
    // Checksums in trailers, chunks with signatures and interim answers are what other services
    // than
    // Amazon's may not have.
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(SILENCE_MAX))
            .credentialsProvider(credentials)
            .region(Region.of(options.region()))
            .forcePathStyle(options.pathStyle())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .chunkedEncodingEnabled(false)
                    .expectContinueEnabled(false)
                    .build());
    if (options.endpoint() != null) {
      builder.endpointOverride(options.endpoint());
    }
    this.client = builder.build();
  }

  /// Names the bucket to a person.
  String place() {
    return options.place();
  }

  /// Puts the first `count` bytes as one object.
  void put(String name, byte[] bytes, int count) {
    reach(
        "cannot take %s".formatted(name),
        () ->
            client.putObject(
                request -> request.bucket(options.bucket()).key(options.object(name)),
                body(bytes, count)));
  }

  private static RequestBody body(byte[] bytes, int count) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, count), count, "application/octet-stream");
  }

  /// Begins an object in parts and returns the name of the upload.
  String begin(String name) {
    return reach(
            "cannot take %s".formatted(name),
            () ->
                client.createMultipartUpload(
                    request -> request.bucket(options.bucket()).key(options.object(name))))
        .uploadId();
  }

  /// Puts the first `count` bytes as the part of this number, from 1.
  CompletedPart putPart(String name, String upload, int number, byte[] bytes, int count) {
    var put =
        reach(
            "cannot take part %d of %s".formatted(number, name),
            () ->
                client.uploadPart(
                    request ->
                        request
                            .bucket(options.bucket())
                            .key(options.object(name))
                            .uploadId(upload)
                            .partNumber(number),
                    body(bytes, count)));
    return CompletedPart.builder().partNumber(number).eTag(put.eTag()).build();
  }

  /// Makes an object of the parts.
  void complete(String name, String upload, List<CompletedPart> parts) {
    reach(
        "cannot complete %s".formatted(name),
        () ->
            client.completeMultipartUpload(request ->
                request
                    .bucket(options.bucket())
                    .key(options.object(name))
                    .uploadId(upload)
                    .multipartUpload(all -> all.parts(parts))));
  }

  /// Forgets the parts of an object that is not to be.
  void abort(String name, String upload) {
    reach(
        "cannot forget the parts of %s".formatted(name),
        () ->
            client.abortMultipartUpload(request ->
                request.bucket(options.bucket()).key(options.object(name)).uploadId(upload)));
  }

  /// An object in parts that was begun and neither completed nor aborted.
  record Unfinished(String name, String upload) {}

  /// All those in a folder, by their whole names below the prefix.
  List<Unfinished> unfinished(String folder) {
    int skip = options.object("").length();
    return reach(
        "cannot list unfinished objects",
        () ->
            client
                .listMultipartUploadsPaginator(
                    request -> request.bucket(options.bucket()).prefix(options.object(folder)))
                .uploads()
                .stream()
                .map(upload -> new Unfinished(upload.key().substring(skip), upload.uploadId()))
                .toList());
  }

  /// Opens `length` bytes of an object from `offset` on, at least one; null if there is none.
  @Nullable InputStream open(String name, long offset, long length) {
    return orNull(
        "cannot give %s".formatted(name),
        () ->
            client.getObject(request ->
                request
                    .bucket(options.bucket())
                    .key(options.object(name))
                    .range("bytes=%d-%d".formatted(offset, offset + length - 1))));
  }

  /// All of a small object, or null if there is none.
  byte @Nullable [] read(String name) {
    var object =
        orNull(
            "cannot give %s".formatted(name),
            () ->
                client.getObjectAsBytes(
                    request -> request.bucket(options.bucket()).key(options.object(name))));
    return object == null ? null : object.asByteArray();
  }

  /// Whether there is an object of this name.
  boolean has(String name) {
    return orNull(
            "cannot say whether it has %s".formatted(name),
            () ->
                client.headObject(
                    request -> request.bucket(options.bucket()).key(options.object(name))))
        != null;
  }

  /// Deletes an object, if there is one.
  void delete(String name) {
    reach(
        "cannot delete %s".formatted(name),
        () ->
            client.deleteObject(
                request -> request.bucket(options.bucket()).key(options.object(name))));
  }

  /// An object.
  ///
  /// @param age by the clock of the service
  record Listed(String name, long size, Duration age) {}

  /// Shows the objects of a folder, by their names without it.
  void list(String folder, Consumer<Listed> visitor) {
    var prefix = options.object(folder);
    var pages =
        client
            .listObjectsV2Paginator(request -> request.bucket(options.bucket()).prefix(prefix))
            .iterator();
    while (reach("cannot list its objects", pages::hasNext)) {
      var page = reach("cannot list its objects", pages::next);
      var now = now(page);
      page.contents()
          .forEach(object ->
              visitor.accept(
                  new Listed(
                      object.key().substring(prefix.length()),
                      object.size(),
                      Duration.between(object.lastModified(), now))));
    }
  }

  /// By the clock that also dates the objects.
  private Instant now(ListObjectsV2Response page) {
    var date = page.sdkHttpResponse().firstMatchingHeader("Date");
    if (date.isEmpty()) {
      throw new FilesUnavailableException(
          "the bucket %s does not say what time it is".formatted(place()), null);
    }
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get()));
  }

  private <T> @Nullable T orNull(String what, Supplier<T> request) {
    return reach(
        what,
        () -> {
          try {
            return request.get();
          } catch (S3Exception e) {
            if (e.statusCode() == HttpURLConnection.HTTP_NOT_FOUND && !isMissingBucket(e)) {
              return null;
            }
            throw e;
          }
        });
  }

  private static boolean isMissingBucket(S3Exception e) {
    return e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
  }

  private <T extends @Nullable Object> T reach(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw new FilesUnavailableException(
          "the bucket %s %s: %s".formatted(place(), what, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
