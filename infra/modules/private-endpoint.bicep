// One private endpoint with its name in the private zone.

param location string
param tags object
param name string
param subnetId string

@description('The resource that answers on it.')
param targetId string

@description('Which part of the resource: blob, queue, table, vault, postgresqlServer, scheduler, azuremonitor.')
param part string

@description('The private DNS zones that its names are written into.')
param zoneIds string[]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe-${name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: part
        properties: {
          privateLinkServiceId: targetId
          groupIds: [part]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [for (zone, index) in zoneIds: {
        name: 'zone${index}'
        properties: { privateDnsZoneId: zone }
      }]
    }
  }
}
