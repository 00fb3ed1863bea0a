using System.Text;

namespace Grants.Data;

/// <summary>
/// Where a name stands in a list that is sorted in memory: where the databases put it by its stored key. For example <c>OrderBy(person => NameOrder.Of(person.Name))</c>.
/// </summary>
internal sealed class NameOrder : IComparable<NameOrder>
{
    private readonly byte[] _key;
    private readonly string _name;

    private NameOrder(string name) => (_key, _name) = (Encoding.UTF8.GetBytes(SearchKeys.SortOf(name)), name);

    /// <summary>The place of a name.</summary>
    public static NameOrder Of(string name) => new(name);

    /// <summary>Byte by byte, as the databases compare; names that differ only in case or marks have an order as well.</summary>
    public int CompareTo(NameOrder? other)
    {
        if (other is null) return 1;
        var compared = _key.AsSpan().SequenceCompareTo(other._key);
        return compared != 0 ? compared : string.CompareOrdinal(_name, other._name);
    }
}
