using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction
{
    internal static class DestructionData
    {
        public static void Configure(ModelBuilder model) => model.Entity<DestructionOrder>(order =>
        {
            order.HasIndex(o => new { o.State, o.RequestedAt });
            order.HasIndex(o => o.SubjectId);
        });
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Destruction.DestructionOrder> DestructionOrders => Set<Destruction.DestructionOrder>();
    }
}
