using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grants.Data;

/// <summary>
/// A query that is prepared once for each database, instead of being put together and looked up with every request: for what nearly every request asks, where that
/// costs more than the answer.
/// </summary>
/// <typeparam name="TQuery">What <c>EF.CompileAsyncQuery</c> makes.</typeparam>
/// <param name="compile">Makes it. One that is compiled works for one model only, and a process may have one for each database.</param>
internal sealed class Compiled<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _of = [];

    /// <summary>The query for this context's database.</summary>
    public TQuery For(DbContext db) => _of.GetValue(db.Model, _ => compile());
}
