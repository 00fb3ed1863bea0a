using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Microsoft.DurableTask
{
    /// <summary>Turns inputs, outputs, events and statuses into text and back. Null stays null.</summary>
    public abstract class DataConverter
    {
        /// <summary>Writes a value.</summary>
        /// <param name="value">The value.</param>
        [return: NotNullIfNotNull(nameof(value))]
        public abstract string? Serialize(object? value);

        /// <summary>Reads a value.</summary>
        /// <param name="data">The text.</param>
        /// <param name="targetType">The value's type.</param>
        [return: NotNullIfNotNull(nameof(data))]
        public abstract object? Deserialize(string? data, Type targetType);

        /// <summary>Reads a value.</summary>
        /// <typeparam name="T">The value's type.</typeparam>
        /// <param name="data">The text.</param>
        [return: NotNullIfNotNull(nameof(data))]
        public virtual T? Deserialize<T>(string? data) => (T?)(Deserialize(data, typeof(T)) ?? default(T));
    }
}

namespace Microsoft.DurableTask.Converters
{
    /// <summary>Converts by System.Text.Json.</summary>
    /// <param name="options">How; null for the defaults with public fields included.</param>
    public class JsonDataConverter(JsonSerializerOptions? options = null) : DataConverter
    {
        private static readonly JsonSerializerOptions DefaultOptions = new() { IncludeFields = true };
        private readonly JsonSerializerOptions _options = options ?? DefaultOptions;

        /// <summary>The converter with default options.</summary>
        public static JsonDataConverter Default { get; } = new();

        /// <inheritdoc/>
        public override string? Serialize(object? value)
            => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), _options);

        /// <inheritdoc/>
        public override object? Deserialize(string? data, Type targetType)
            => data is null ? null : JsonSerializer.Deserialize(data, targetType, _options);
    }
}
